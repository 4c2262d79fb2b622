/** The state of a simulated fleet that is not a function of time: its elections. */
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { LeadershipRole, PeerLink } from '../../schema/leadership.ts'
import type { ConvoyPlan, DronePlan, Fleet } from './fleet.ts'
import type { Flight } from './flight.ts'

export interface DroneState {
  plan: DronePlan
  /** As of the last tick; null before the first. */
  flight: Flight | null
  term: number
  role: LeadershipRole
  leaderId: DroneId | null
  votedFor: DroneId | null
  /** When it last heard a leader or voted. */
  heardAtMs: number
  /** Time without a leader after which it becomes a candidate. */
  electionTimeoutMs: number
  candidateSinceMs: number
  /** Its radio neither sends nor receives until then. */
  silentUntilMs: number
  /** Its radio sends but does not receive until then, like that of a deposed leader that still sends heartbeats. */
  deafUntilMs: number
  linkPct: number
  peers: PeerLink[]
}

/** A partitioned convoy: each half has elected its own leader in the same term. */
export interface Split {
  term: number
  untilMs: number
  /** One per half: drones at even places are in one, those at odd places in the other. */
  candidates: readonly [DroneId, DroneId]
}

export interface ConvoyState {
  plan: ConvoyPlan
  drones: DroneState[]
  byId: Map<DroneId, number>
  split: Split | null
  /** Terms of staged splits: the only ones with two leaders. */
  splitTerms: number[]
}

export interface FleetState {
  fleet: Fleet
  atMs: number
  intervalMs: number
  /** How often the elections see where the drones are and how well they hear each other; whole seconds. */
  refreshMs: number
  convoys: ConvoyState[]
}

/** The stored leadership of each convoy, from which a restarted fleet continues. */
export type KnownLeadership = ReadonlyMap<ConvoyId, { term: number; leaderId: DroneId | null }>

/** The initial state at `atMs` of a fleet that reports every `intervalMs`. */
export function startFleet(
  fleet: Fleet,
  options: { atMs: number; intervalMs: number; refreshMs?: number; known?: KnownLeadership },
): FleetState {
  const { atMs, intervalMs, refreshMs = 1_000, known } = options
  return {
    fleet,
    atMs,
    intervalMs,
    refreshMs,
    convoys: fleet.convoys.map((plan) => startConvoy(plan, atMs, known?.get(plan.convoyId))),
  }
}

function startConvoy(
  plan: ConvoyPlan,
  atMs: number,
  known: { term: number; leaderId: DroneId | null } | undefined,
): ConvoyState {
  const byId = new Map(plan.drones.map((drone, place) => [drone.droneId, place]))
  const leaderId = known?.leaderId && byId.has(known.leaderId) ? known.leaderId : null
  const term = known?.term ?? 0
  return {
    plan,
    byId,
    split: null,
    splitTerms: [],
    drones: plan.drones.map((drone, place) => ({
      plan: drone,
      flight: null,
      term,
      role: drone.droneId === leaderId ? 'leader' : 'follower',
      leaderId,
      votedFor: null,
      heardAtMs: atMs,
      electionTimeoutMs: 2_000 + 1_500 * place,
      candidateSinceMs: 0,
      silentUntilMs: 0,
      deafUntilMs: 0,
      linkPct: 100,
      peers: [],
    })),
  }
}
