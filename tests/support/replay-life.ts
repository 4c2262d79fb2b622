/** A process that ingests, watches leadership, shows and records, over a store that outlives it, on a test clock. */
import { applyFrame, createPicture, dropConvoy } from '../../lib/feed/apply-frame.ts'
import type { FleetPicture } from '../../lib/feed/feed.ts'
import { decodeFrame } from '../../lib/frames/decode.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import { localActor } from '../../schema/permissions.ts'
import type { Reading } from '../../schema/telemetry.ts'
import { createMemoryBus } from '../../server/adapters/memory/bus.ts'
import type { TestClock } from '../../server/adapters/memory/test-clock.ts'
import { startLeadershipWatch } from '../../server/features/leadership/watch.ts'
import { shownBy } from '../../server/features/picture/index.ts'
import { startLivePicture } from '../../server/features/picture/live-picture.ts'
import { recordFrames } from '../../server/features/replay/record.ts'
import { recordActivity } from '../../server/features/replay/record-activity.ts'
import { recordRoster } from '../../server/features/replay/record-roster.ts'
import { createIngestCounters } from '../../server/features/telemetry/counters.ts'
import { latestReading } from '../../server/features/telemetry/history.ts'
import { createIngest } from '../../server/features/telemetry/ingest.ts'
import { parseReading } from '../../server/features/telemetry/parse.ts'
import { permanentLease } from '../../server/repositories/leases.ts'
import { createNewestReadings } from '../../server/repositories/newest-readings.ts'
import { openRoster } from '../../server/repositories/roster.ts'
import { type TestStore, trackTables } from './replay-stores.ts'

/** What a client of the live picture was sent. */
interface SentFrame {
  atMs: number
  frame: Uint8Array | null
  gone: readonly ConvoyId[]
}

export async function startReplayLife(made: TestStore, clock: TestClock) {
  const opened = await made.open(clock)
  const tables = trackTables(opened)
  const bus = createMemoryBus({ clock })
  const roster = await openRoster({ tables, bus, clock })
  const stop = new AbortController()
  const { signal } = stop
  const log = { warn() {} }
  const deps = { tables, bus, clock, roster, log, newest: null, fleet: null }
  const watch = await startLeadershipWatch({ ...deps, canReceive: () => true }, signal)
  const newest = createNewestReadings({ ...deps, fromStore: (droneId) => latestReading({ tables }, droneId) })
  const picture = await startLivePicture({ ...deps, leadershipOf: watch.of, newest }, signal)
  const shared = { counters: createIngestCounters(), kept: null, owners: null, findElsewhere: null, enroll: null }
  const ingest = createIngest({ ...deps, ...shared, maySend: () => true })
  const sent: SentFrame[] = []
  picture.subscribe(
    {
      bufferedBytes: () => 0,
      sendFrame: (frame) => void sent.push({ atMs: clock.nowMs(), frame, gone: [] }),
      sendGone: (gone) => void sent.push({ atMs: clock.nowMs(), frame: null, gone }),
      sendConflated() {},
      closeLaggard() {},
    },
    { convoyIds: null, rateHz: 1, box: null },
  )
  const recorded = { ...deps, shown: shownBy(picture), counters: { frames: 0, bytes: 0, gaps: 0 } }
  const work = Promise.all(
    [recordFrames, recordRoster, recordActivity].map((one) => one(recorded, signal, permanentLease)),
  )

  return {
    roster,
    watch,
    tables,
    startedAtMs: clock.nowMs(),
    async ingest(readings: readonly Reading[]): Promise<void> {
      const parsed = readings.map(({ recordedAtMs, ...rest }) =>
        parseReading({ ...rest, recordedAt: recordedAtMs }, clock.nowMs()),
      )
      if (parsed.length > 0) await ingest.ingestReadings(localActor, parsed)
    },
    async pass(ms: number): Promise<void> {
      for (let left = ms; left > 0; left -= 250) {
        await clock.advance(Math.min(250, left))
        await tables.settled()
      }
    },
    /** What the client had on its screen at an instant. */
    liveAt(atMs: number): FleetPicture {
      const shown = createPicture(atMs)
      for (const { atMs: sentAtMs, frame, gone } of sent) {
        if (sentAtMs > atMs) break
        if (frame) applyFrame(shown, decodeFrame(frame))
        for (const convoyId of gone) dropConvoy(shown, convoyId)
      }
      return shown
    },
    async stop(): Promise<void> {
      stop.abort()
      await Promise.all([work, watch.closed])
      await tables.settled()
      await opened.close()
    },
  }
}
