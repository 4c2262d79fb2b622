/** Leadership and frames of one convoy, as this server would have watched and shown them had it received these reports. */
import type { Drone } from '../schema/convoys.ts'
import type { ConvoyId } from '../schema/ids.ts'
import type { LeadershipChange } from '../schema/leadership.ts'
import type { StoredReading } from '../schema/telemetry.ts'
import type { Report } from './features/leadership/evidence.ts'
import { type Election, next, openElection } from './features/leadership/rules.ts'
import { createChannel } from './features/picture/channel.ts'
import { createConvoyPicture } from './features/picture/convoy-picture.ts'
import { createFixedPace } from './features/picture/pacer.ts'
import type { Clock } from './ports/index.ts'

export interface ReconstructedConvoy {
  /** Takes the reports up to `atMs`, and gives `onFrame` what changed on the screen. Returns the change of leadership, or null. */
  step(readings: readonly StoredReading[], atMs: number): LeadershipChange | null
  fullFrame(): Uint8Array
}

export interface ConvoyPast {
  convoyId: ConvoyId
  drones: readonly Drone[]
  heartbeatIntervalMs: number
  startMs: number
  /** To go on with, when only the reporting interval changes. */
  election?: Election
  onFrame(frame: Uint8Array): void
}

export function reconstructConvoy(past: ConvoyPast): ReconstructedConvoy & { readonly election: Election } {
  const { convoyId, drones, heartbeatIntervalMs, startMs, onFrame } = past
  let election = past.election ?? openElection(convoyId, heartbeatIntervalMs, startMs)
  let nowMs = startMs
  /** The first reports, until every drone has had its turn: one alone would be in doubt. */
  let held: Report[] | null = past.election ? null : []
  const clock: Clock = {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    // Frames are sent by `flush`, at the end of each step.
    sleep: () => new Promise(() => {}),
    every: () => () => {},
  }
  const picture = createConvoyPicture(convoyId)
  picture.enlist(drones)
  const leadershipOf = () => election.shown
  const epoch = Math.floor(startMs / 1_000) >>> 0
  const channel = createChannel({ clock, epoch, leadershipOf }, picture, createFixedPace(clock, 1))
  channel.join({
    sendDelta: (_, bytes) => onFrame(bytes),
    sendFull: () => onFrame(channel.fullFrame()),
    tend: () => {},
    forget: () => {},
  })
  function watch(reports: readonly Report[]): LeadershipChange | null {
    const all = held ? [...held, ...reports] : reports
    held = held && nowMs < startMs + heartbeatIntervalMs ? [...all] : null
    if (held) return null
    const { election: after, change } = next(election, all, { nowMs, heartbeatIntervalMs })
    election = after
    return change
  }

  return {
    get election() {
      return election
    },
    fullFrame: channel.fullFrame,
    step(readings, atMs) {
      nowMs = atMs
      const change = watch(readings.filter((reading): reading is StoredReading & Report => reading.leadership !== null))
      for (const reading of readings) channel.touch(picture.apply(reading))
      channel.touch(null, picture.takeChangedLinks())
      if (readings.length > 0 || change) channel.flush()
      return change
    },
  }
}
