/** What replay stores for a drone and second, and what a recorded frame costs from the store to the bytes that a page gets. */
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeFrame } from '../../lib/frames/decode.ts'
import { encodeFrame } from '../../lib/frames/encode.ts'
import type { Frame } from '../../lib/frames/frame.ts'
import { openTerrain } from '../../lib/geo/terrain.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import type { Leadership } from '../../schema/leadership.ts'
import { allTables } from '../../schema/tables.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { createMemoryBus } from '../../server/adapters/memory/bus.ts'
import { createTestClock } from '../../server/adapters/memory/test-clock.ts'
import { shownBy } from '../../server/features/picture/index.ts'
import { startLivePicture } from '../../server/features/picture/live-picture.ts'
import { readChunk } from '../../server/features/replay/frame-chunk.ts'
import { recordFrames } from '../../server/features/replay/record.ts'
import { recordActivity } from '../../server/features/replay/record-activity.ts'
import { recordRoster } from '../../server/features/replay/record-roster.ts'
import { permanentLease } from '../../server/repositories/leases.ts'
import { openRoster } from '../../server/repositories/roster.ts'
import { createFleet } from '../../server/simulator/fleet.ts'
import { startFleet } from '../../server/simulator/state.ts'
import { stepFleet } from '../../server/simulator/step.ts'
import { convoyOf, droneOf } from './fleet.ts'
import { type BenchRow, inTurn } from './row.ts'
import { readStoredTable } from './stored-telemetry.ts'

const startMs = Date.UTC(2026, 5, 1, 12)
const minutes = 6
const minuteMs = 60_000
const replayTables = ['convoy_frames', 'recorded_spans', 'roster_changes', 'recorded_activity', 'recorded_marks']

const bytesOf = (name: string, convoys: number, dronesPerConvoy: number): BenchRow => ({
  name: `bytes stored a drone and second for replay, ${name}`,
  target: '≤ 20',
  async run(log) {
    const recording = await recordFleet(convoys, dronesPerConvoy)
    try {
      await recording.store.packNow()
      await recording.close()
      const seconds = convoys * dronesPerConvoy * minutes * 60
      const byTable = replayTables.map((table) => [table, readStoredTable(recording.path, table).pageBytes] as const)
      for (const [table, bytes] of byTable) log(`${table} ${(bytes / seconds).toFixed(2)} bytes a drone and second`)
      const ours = byTable.reduce((sum, [, bytes]) => sum + bytes, 0) / seconds
      const baseline = recording.frames.reduce((sum, { length }) => sum + length, 0) / seconds
      const note = 'the ratio is the bytes, pages of the embedded store two hours later; raw: the live frames'
      return { ours, baseline, unit: 'bytes', ratio: ours, note }
    } finally {
      await recording.remove()
    }
  },
})

export const replayBytesOfDemo = bytesOf('5 convoys of 12 (the demo)', 5, 12)
export const replayBytesOfThousand = bytesOf('20 convoys of 50', 20, 50)

const rounds = 7

export const replayFrameCost: BenchRow = {
  name: 'a replay frame for 1,000 drones from store to bytes, against the live encoder',
  target: '≤ 3',
  async run() {
    const recording = await recordFleet(20, 50)
    const { store, convoyIds, frames } = recording
    const live: Frame[] = frames.map(decodeFrame)
    const toUs = (beganMs: number) => ((performance.now() - beganMs) * 1_000) / (minutes * 60)
    try {
      const { ours, baseline, ratio } = await inTurn(
        rounds,
        async () => {
          const beganMs = performance.now()
          for (let atMs = startMs; atMs < startMs + minutes * minuteMs; atMs += minuteMs)
            for (const convoyId of convoyIds) await readChunk(store, convoyId, atMs, atMs + minuteMs)
          return toUs(beganMs)
        },
        async () => {
          const beganMs = performance.now()
          for (const frame of live) encodeFrame(frame)
          return toUs(beganMs)
        },
      )
      const note = `20 convoys of 50, ${minutes} minutes read by the minute as the page asks for them; raw: the same frames encoded`
      return { ours, baseline, unit: 'µs', ratio, note }
    } finally {
      await recording.close()
      await recording.remove()
    }
  },
}

/** Some minutes of a simulated fleet, recorded through the live picture; then two hours pass. */
async function recordFleet(convoys: number, dronesPerConvoy: number) {
  const grid = await readFile(new URL('../../public/map/elev-60s.i16.gz', import.meta.url))
  const fleet = createFleet('bench', { convoys, dronesPerConvoy, terrain: await openTerrain(new Blob([grid])) })
  const state = startFleet(fleet, { atMs: startMs - minuteMs, intervalMs: 1_000 })
  const dataDir = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
  const clock = createTestClock(startMs)
  const store = await openLmdbTables({ dataDir, clock, tables: allTables })
  const bus = createMemoryBus({ clock })
  const roster = await openRoster({ tables: store, bus, clock })
  for (const { convoyId, callsign, drones } of fleet.convoys) {
    await roster.saveConvoy(convoyOf(convoyId, callsign), null)
    await roster.addDrones(
      convoyId,
      drones.map((drone) => droneOf(convoyId, drone.droneId, drone.callsign)),
    )
  }
  const stop = new AbortController()
  const deps = { tables: store, bus, clock, roster, log: { warn() {} } }
  const newest = { of: async () => [], ofAll: async function* () {} }
  const picture = await startLivePicture({ ...deps, newest, leadershipOf: ledBy(state) }, stop.signal)
  const frames: Uint8Array[] = []
  const shown = shownBy(picture)
  shown.follow({ onFrame: (frame) => void frames.push(frame), onGone() {} })
  stepFleet(state, minuteMs)
  const recorded = { ...deps, shown, counters: { frames: 0, bytes: 0, gaps: 0 } }
  const work = [recordFrames, recordRoster, recordActivity].map((one) => one(recorded, stop.signal, permanentLease))
  const convoyIds = fleet.convoys.map(({ convoyId }) => convoyId)
  for (let second = 0; second < minutes * 60; second++) {
    const { readings } = stepFleet(state, 1_000)
    for (const [convoyId, own] of Map.groupBy(
      readings,
      ({ droneId }) => roster.findDrone(droneId)?.convoyId as ConvoyId,
    ))
      await bus.publish('readings', {
        convoyId,
        readings: own.map((reading) => ({ ...reading, receivedAtMs: reading.recordedAtMs + 5, flags: 0 })),
      })
    await clock.advance(1_000)
    // Earlier writes are durable once this one is.
    await store.delete(allTables[0], [{ convoyId: convoyIds[0] as ConvoyId }])
  }
  stop.abort()
  await Promise.all(work)
  clock.setNow(startMs + 3 * 3_600_000)
  return {
    ...{ store, convoyIds, frames, path: join(dataDir, 'store.lmdb') },
    close: () => store.close(),
    remove: async () => rmSync(dataDir, { recursive: true }),
  }
}

/** As the drones see it, and no split brains. */
function ledBy(state: ReturnType<typeof startFleet>) {
  return (convoyId: ConvoyId): Leadership => {
    const convoy = state.convoys.find(({ plan }) => plan.convoyId === convoyId)
    const leader = convoy?.drones.find(({ role }) => role === 'leader')
    return {
      ...{ convoyId, state: 'healthy', term: leader?.term ?? 0, leaderId: leader?.plan.droneId ?? null, rivalId: null },
      ...{ heartbeatAtMs: Math.floor(state.atMs / 2_000) * 2_000, heartbeatIntervalMs: 2_000, sinceMs: startMs },
      ...{ candidates: [], doubt: null, changedAtMs: startMs, restartedAtMs: null },
    }
  }
}
