/** Engagements are records; accuracy and ranks are computed from them. */
import type { ConvoyId, DroneId, EngagementId } from './ids.ts'

export const weaponTypes = [
  'AGM114_HELLFIRE',
  'GBU12_PAVEWAY',
  'GBU38_JDAM',
  'AGM176_GRIFFIN',
  'GBU44_VIPER_STRIKE',
  'NONE',
] as const
export type WeaponType = (typeof weaponTypes)[number]

export const bdaGrades = ['DESTROYED', 'DAMAGED', 'NO_EFFECT', 'UNKNOWN'] as const
export type BdaGrade = (typeof bdaGrades)[number]

export interface Engagement {
  engagementId: EngagementId
  convoyId: ConvoyId
  droneId: DroneId
  weaponType: WeaponType
  target: string | null
  hit: boolean
  bda: BdaGrade
  engagedAtMs: number
  recordedAtMs: number
}

/** The counts that a drone's row on the board is computed from. */
export interface Tally {
  totalEngagements: number
  successfulHits: number
  /** Current streak of hits (positive) or misses (negative); 0 before the first. In order of (engagedAtMs, engagementId). */
  currentStreak: number
}

export interface BoardEntry extends Tally {
  rank: number
  droneId: DroneId
  callsign: string
  accuracyPct: number
  /** Bounds of the 95 % Wilson interval around the accuracy. */
  wilsonLowPct: number
  wilsonHighPct: number
}

/** The result of `recordEngagement`; the same for every retry of an engagement id. */
export interface EngagementReceipt {
  engagementId: EngagementId
  newRank: number
  /** Places gained (positive) or lost; 0 for a drone new to the board. */
  rankChange: number
  newAccuracyPct: number
}

/** The rank of a drone before and after an engagement, and its accuracy after it. */
export interface Placement {
  /** Null for a drone new to the board. */
  before: number | null
  after: number
  accuracyBp: number
}

/** Below this many engagements a rank is shown as provisional. */
export const minimumSample = 10
export const tieRule = 'accuracy, then more hits, then fewer engagements, then drone id'
