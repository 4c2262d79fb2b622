/** A convoy whose live picture is recorded to a real store, on a test clock. */
import { createFrameUnpacker } from '../../lib/frames/pack.ts'
import type { Convoy } from '../../schema/convoys.ts'
import type { DroneId } from '../../schema/ids.ts'
import type { Leadership } from '../../schema/leadership.ts'
import { type StoredReading, unmeasured } from '../../schema/telemetry.ts'
import { createMemoryBus } from '../../server/adapters/memory/bus.ts'
import { createTestClock } from '../../server/adapters/memory/test-clock.ts'
import { shownBy } from '../../server/features/picture/index.ts'
import { startLivePicture } from '../../server/features/picture/live-picture.ts'
import { recordFrames } from '../../server/features/replay/record.ts'
import { recordActivity } from '../../server/features/replay/record-activity.ts'
import { recordRoster } from '../../server/features/replay/record-roster.ts'
import type { Tables } from '../../server/ports/index.ts'
import { holdLease, type Lease, permanentLease } from '../../server/repositories/leases.ts'
import { readFrames } from '../../server/repositories/recorded-frames.ts'
import { openRoster } from '../../server/repositories/roster.ts'
import { createFailingTables } from './failing-tables.ts'
import { type MakeStore, makeLmdbStore, trackTables } from './replay-stores.ts'
import { convoyId, droneIdOf, droneOf } from './telemetry-server.ts'

export const startMs = Date.UTC(2026, 10, 28, 23, 58, 30)

interface Options {
  drones?: number
  makeStore?: MakeStore
}

export async function openReplayRig({ drones = 3, makeStore = makeLmdbStore }: Options = {}) {
  const clock = createTestClock(startMs)
  const made = await makeStore()
  const opened = await made.open(clock)
  const store = trackTables(opened)
  const tables = createFailingTables(store)
  const bus = createMemoryBus({ clock })
  const roster = await openRoster({ tables: store, bus, clock })
  await roster.saveConvoy(convoy, null)
  const droneIds = Array.from({ length: drones }, (_, index) => droneIdOf(index))
  await roster.addDrones(convoyId, droneIds.map(droneOf))
  const stop = new AbortController()
  const leadership: Leadership = { ...calm }
  const newest = { of: async () => [], ofAll: async function* () {} }
  const log = { warn() {} }
  const picture = await startLivePicture(
    { bus, clock, roster, leadershipOf: () => leadership, newest, log },
    stop.signal,
  )

  /** Starts recorders of frames, roster and activity; returns what stops them. */
  function record(lease: Lease = permanentLease) {
    const ended = new AbortController()
    const counters = { frames: 0, bytes: 0, gaps: 0 }
    const signal = AbortSignal.any([stop.signal, ended.signal])
    const deps = { tables, clock, bus, roster, shown: shownBy(picture), counters, log }
    const work = Promise.all([recordFrames, recordRoster, recordActivity].map((one) => one(deps, signal, lease)))
    return {
      counters,
      async stop() {
        ended.abort()
        await work
      },
    }
  }

  /** A recorder of frames as a process of a cluster runs it: while it holds the lease. */
  function recordUnderLease(processId: string, own: Tables) {
    const ended = new AbortController()
    const counters = { frames: 0, bytes: 0, gaps: 0 }
    const shared = { tables: own, clock, processId, log: { ...log, info() {} } }
    const deps = { tables: own, clock, shown: shownBy(picture), counters, log }
    const work = holdLease(
      shared,
      'recording',
      (signal, lease) => recordFrames(deps, signal, lease),
      AbortSignal.any([stop.signal, ended.signal]),
    )
    return {
      async stop() {
        ended.abort()
        // A holder whose store hangs or fails waits a while before it gives up.
        await Promise.all([work, pass(5_000)])
      },
    }
  }

  /** Advances the clock; what was due by then is durable. */
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 250) {
      await clock.advance(Math.min(250, left))
      await store.settled()
    }
  }

  return {
    ...{ clock, store, tables, roster, bus, picture, droneIds, leadership, record, recordUnderLease, pass },
    /** The newest reading of a drone, now, on the bus. */
    async report(droneId: DroneId, change: Partial<StoredReading> = {}): Promise<void> {
      const nowMs = clock.nowMs()
      const reading: StoredReading = {
        ...{
          ...unmeasured,
          droneId,
          recordedAtMs: nowMs,
          receivedAtMs: nowMs,
          sequence: 1,
          flags: 0,
          leadership: null,
        },
        ...{ latitudeDeg: 34.5, longitudeDeg: 69 + (nowMs % 86_400_000) / 1e8, altitudeM: 3_000, speedMps: 60 },
        ...change,
      }
      await bus.publish('readings', { convoyId, readings: [reading] })
    },
    /** The frames that were recorded from `fromMs`, unpacked; null where the convoy was no longer shown. */
    async recorded(fromMs: number, toMs: number): Promise<{ atMs: number; frame: Uint8Array | null }[]> {
      const unpacker = createFrameUnpacker()
      const frames = []
      for await (const page of readFrames(store, convoyId, fromMs, toMs))
        for (const { atMs, packed } of page) frames.push({ atMs, frame: packed && unpacker.unpack(packed) })
      return frames
    },
    async close(): Promise<void> {
      stop.abort()
      await store.settled()
      await opened.close()
      await made.remove()
    },
  }
}

const convoy: Convoy = {
  convoyId,
  callsign: 'HAWK-1',
  aor: [],
  roe: 'OBSERVE_ONLY',
  commandingUnit: 'Task Force North',
  status: 'ACTIVE',
  heartbeatIntervalMs: 2_000,
  createdAtMs: 0,
  archivedAtMs: null,
  version: 1,
}

const calm: Leadership = {
  convoyId,
  state: 'healthy',
  term: 7,
  leaderId: droneIdOf(0),
  rivalId: null,
  heartbeatAtMs: startMs,
  heartbeatIntervalMs: 2_000,
  sinceMs: startMs,
  candidates: [],
  doubt: null,
  changedAtMs: startMs,
  restartedAtMs: null,
}
