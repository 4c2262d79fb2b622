/** Messages of the bus. `readings` feeds the live picture, `events` is the log that screens resume from, `settings` is for other processes. */

import { z } from 'zod'
import { type WeaponType, weaponTypes } from './engagements.ts'
import { convoyIdSchema, droneIdSchema, engagementIdSchema } from './id-schemas.ts'
import type { ConvoyId, DroneId, EngagementId } from './ids.ts'
import { type LeadershipChange, type LeadershipReset, leadershipReasons, leadershipStates } from './leadership.ts'
import type { Strategies, StrategyEntity } from './strategies.ts'
import type { StoredReading } from './telemetry.ts'

/** Readings of one convoy that have just become durable, in the order they were judged. */
export interface ReadingsMessage {
  convoyId: ConvoyId
  readings: StoredReading[]
}

export interface EngagementEvent {
  kind: 'engagement'
  convoyId: ConvoyId
  engagementId: EngagementId
  droneId: DroneId
  callsign: string
  hit: boolean
  weaponType: WeaponType
  newAccuracyPct: number
  atMs: number
}

/** A change of rank: the drone's rank before (null when new to the board) and after. */
export interface RankEvent {
  kind: 'rank'
  convoyId: ConvoyId
  droneId: DroneId
  callsign: string
  rankBefore: number | null
  rankAfter: number
  accuracyPct: number
  atMs: number
}

export type LeadershipEvent = { kind: 'leadership' } & LeadershipChange

/** A convoy or some of its drones changed: reload them. */
export interface RosterEvent {
  kind: 'roster'
  convoyId: ConvoyId
  /** The drones that were added, changed or removed, in addition to the convoy itself; null for any of them. */
  droneIds: readonly DroneId[] | null
  atMs: number
}

// biome-ignore format: a line each, so that an event is added by a line
export type ConvoyEvent =
  | EngagementEvent
  | RankEvent
  | LeadershipEvent
  | RosterEvent

const common = { convoyId: convoyIdSchema, atMs: z.number() }
const brief = { state: z.enum(leadershipStates), term: z.number(), leaderId: droneIdSchema.nullable() }

/** Reads an event that came over the bus. Loose: what a newer version of the server adds is let through. */
export const convoyEventSchema: z.ZodType<ConvoyEvent> = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('engagement'),
    ...common,
    engagementId: engagementIdSchema,
    droneId: droneIdSchema,
    callsign: z.string(),
    hit: z.boolean(),
    weaponType: z.enum(weaponTypes),
    newAccuracyPct: z.number(),
  }),
  z.looseObject({
    kind: z.literal('rank'),
    ...common,
    droneId: droneIdSchema,
    callsign: z.string(),
    rankBefore: z.number().nullable(),
    rankAfter: z.number(),
    accuracyPct: z.number(),
  }),
  z.looseObject({
    kind: z.literal('leadership'),
    ...common,
    reason: z.enum(leadershipReasons),
    before: z.looseObject(brief),
    after: z.looseObject({ ...brief, rivalId: droneIdSchema.nullable() }),
  }),
  z.looseObject({ kind: z.literal('roster'), ...common, droneIds: z.array(droneIdSchema).nullable().default(null) }),
])

/** A streamed event with its position in the log, from which a subscriber can resume. */
export type StreamedEvent<E extends ConvoyEvent = ConvoyEvent> = E & { sequence: string; timestamp: number }

/** An admin set the strategies of an entity; for other processes, not for screens. */
export interface StrategyMessage extends Strategies {
  kind: 'strategy'
  entity: StrategyEntity
  by: string
  atMs: number
}

/** An operator reset the leadership of a convoy; for every process that watches it. */
export interface LeadershipResetMessage extends LeadershipReset {
  kind: 'leadership-reset'
}

export interface Topics {
  readings: ReadingsMessage
  events: ConvoyEvent
  settings: StrategyMessage | LeadershipResetMessage
}
export type Topic = keyof Topics
