/** A recorded past of a fleet, written to a store as the recorder writes it. */
import { encodeFrame } from '../../lib/frames/encode.ts'
import type { Frame, FrameRecord } from '../../lib/frames/frame.ts'
import { dayMsOf } from '../../lib/time/day.ts'
import type { Convoy, Drone } from '../../schema/convoys.ts'
import { allTables } from '../../schema/tables.ts'
import { unmeasured } from '../../schema/telemetry.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { createMemoryBus } from '../../server/adapters/memory/bus.ts'
import { systemClock as clock } from '../../server/adapters/memory/clock.ts'
import { createFrameChains } from '../../server/features/replay/frame-chains.ts'
import { storeFrames, storeSpan } from '../../server/repositories/recorded-frames.ts'
import { openRoster } from '../../server/repositories/roster.ts'
import { storeRosterRecord } from '../../server/repositories/roster-history.ts'
import { cruisingMps, placeAt } from './traffic.ts'

const fence = 1
const dayLengthMs = 86_400_000
/** A reading is this old when it is shown. */
const readingAgeMs = 200

/** The time of the readings that are shown at an instant. */
export const recordedAtOf = (atMs: number): number => Math.floor(atMs / 1_000) * 1_000 - readingAgeMs

/** Stores that all of the span was recorded, and the frames of these minutes, one a second, in which every drone has moved. The fleet is on the roster. */
export async function storeMinutes(
  dataDir: string,
  { fromMs, toMs }: { fromMs: number; toMs: number },
  minutes: readonly number[],
): Promise<void> {
  const tables = await openLmdbTables({ dataDir, clock, tables: allTables })
  const roster = await openRoster({ tables, clock, bus: createMemoryBus({ clock }) })
  const chains = createFrameChains(() => null)
  for (let dayMs = dayMsOf(fromMs); dayMs < toMs; dayMs += dayLengthMs) {
    const startedAtMs = Math.max(fromMs, dayMs)
    await storeSpan(tables, { startedAtMs, untilMs: Math.min(toMs, dayMs + dayLengthMs) }, fence)
    for (const convoy of roster.convoys()) {
      const record = { convoy, isWhole: true, drones: [...roster.dronesOf(convoy.convoyId)], gone: [] }
      await storeRosterRecord(tables, convoy.convoyId, startedAtMs, record, fence)
    }
  }
  for (const minute of minutes.toSorted((a, b) => a - b)) {
    roster.convoys().forEach((convoy, number) => {
      const drones = roster.dronesOf(convoy.convoyId)
      for (let second = 0; second < 60; second++)
        chains.add(encodeFrame(frameOf(convoy, number, drones, minute + second * 1_000)))
    })
    await storeFrames(tables, chains.take().groups, fence)
  }
  await tables.close()
}

function frameOf({ convoyId }: Convoy, number: number, drones: readonly Drone[], atMs: number): Frame {
  // As often as the recorder begins again.
  const isFull = atMs % 30_000 === 0
  return {
    ...{ kind: isFull ? 'full' : 'delta', convoyId, epoch: 1, sequence: (atMs / 1_000) % 2 ** 31, atMs },
    ...{ newestReceivedAtMs: atMs, droneCount: drones.length },
    leadership: {
      ...{ state: 'healthy', term: 7, leaderSlot: 0, rivalSlot: null, heartbeatAtMs: Math.floor(atMs / 2_000) * 2_000 },
      ...{ heartbeatIntervalMs: 2_000, sinceMs: atMs - dayLengthMs, candidates: [], doubt: null },
    },
    records: drones.map((drone, slot) => recordOf(drone, number * drones.length + slot, slot, atMs)),
    links: drones.slice(1).map((_, n) => ({ fromSlot: 0, toSlot: n + 1, linkPct: 70 + ((atMs / 1_000 + n * 7) % 29) })),
  }
}

const recordOf = ({ droneId }: Drone, index: number, slot: number, atMs: number): FrameRecord => ({
  ...unmeasured,
  ...placeAt(index, atMs, cruisingMps),
  ...{ slot, droneId, flags: 0, role: slot === 0 ? 'leader' : 'follower', expectedIntervalMs: 1_000 },
  ...{ recordedAtMs: recordedAtOf(atMs), sequence: (atMs / 1_000) % 2 ** 31 },
  altitudeM: 3_000 + 40 * Math.sin(atMs / 50_000 + index),
  speedMps: cruisingMps + 3 * Math.sin(atMs / 7_000 + index),
  fuelPct: 80 - (atMs % 3_600_000) / 200_000,
  linkPct: 85 + 10 * Math.sin(atMs / 9_000 + index),
})
