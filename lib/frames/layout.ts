/** Offsets of the live frame; schema/frames.md is the contract. */
import type { LeadershipRole } from '../../schema/leadership.ts'

export const frameMagic = 0x43
export const frameVersion = 2
export const headerBytes = 96
export const recordBytes = 56
export const linkBytes = 6
export const candidateBytes = 4
export const noSlot = 0xffff
/** Drones of one convoy: a slot is a u16 and 0xffff means none. */
export const maxSlots = 0xffff

export const header = {
  magic: 0,
  version: 1,
  kind: 2,
  leadershipState: 3,
  sequence: 4,
  atMs: 8,
  convoyId: 16,
  term: 32,
  leaderSlot: 36,
  rivalSlot: 38,
  heartbeatAtMs: 40,
  sinceMs: 48,
  heartbeatIntervalMs: 56,
  recordCount: 60,
  droneCount: 62,
  linkCount: 64,
  candidateCount: 66,
  epoch: 68,
  newestReceivedAtMs: 72,
  doubtTerm: 80,
  doubtSlot: 84,
  doubtSpokenOfBy: 86,
  doubtReporting: 88,
  doubtFlag: 90,
} as const

export const record = {
  slot: 0,
  flags: 2,
  role: 3,
  droneId: 4,
  recordedAtMs: 20,
  sequence: 28,
  latitudeE7: 32,
  longitudeE7: 36,
  altitudeCm: 40,
  headingCdeg: 44,
  speedDmps: 46,
  fuelCpct: 48,
  linkCpct: 50,
  intervalMs: 52,
} as const

export const frameKinds = { full: 1, delta: 2 } as const
export type FrameKind = keyof typeof frameKinds
/** Record flag in addition to those of `readingFlag`: a drone that has not reported yet. */
export const noReadingFlag = 128

export const roleCodes: readonly (LeadershipRole | null)[] = [null, 'leader', 'follower', 'candidate']
export const unknownU16 = 0xffff
export const unknownI32 = -0x80000000
