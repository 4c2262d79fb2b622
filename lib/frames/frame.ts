/** A decoded frame: the input of the encoder and the result of the decoder. schema/frames.md has formats and bounds. */
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { LeadershipRole, LeadershipState } from '../../schema/leadership.ts'
import type { Measurements } from '../../schema/telemetry.ts'
import type { FrameKind } from './layout.ts'

export interface FrameRecord extends Measurements {
  slot: number
  droneId: DroneId
  /** Bits of `readingFlag`, and `noReadingFlag`. */
  flags: number
  role: LeadershipRole | null
  recordedAtMs: number
  sequence: number
  expectedIntervalMs: number | null
}

export interface FrameLink {
  fromSlot: number
  toSlot: number
  linkPct: number
}

export interface FrameLeadership {
  state: LeadershipState
  term: number
  leaderSlot: number | null
  rivalSlot: number | null
  heartbeatAtMs: number | null
  heartbeatIntervalMs: number
  sinceMs: number
  candidates: { slot: number; votes: number }[]
  doubt: FrameDoubt | null
}

/** A leap of terms that is held in doubt; `slot` is null for a drone that the convoy no longer has. */
export interface FrameDoubt {
  term: number
  slot: number | null
  spokenOfBy: number
  reporting: number
}

export interface Frame {
  kind: FrameKind
  convoyId: ConvoyId
  epoch: number
  sequence: number
  atMs: number
  newestReceivedAtMs: number | null
  /** Total drones of the convoy. */
  droneCount: number
  leadership: FrameLeadership
  records: FrameRecord[]
  links: FrameLink[]
}
