/** What changes over time in a simulated fleet and cannot be told from the time alone: who follows whom. */
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
  /** When it last heard a leader, or gave its vote. */
  heardAtMs: number
  /** After so long without a leader it stands for election. */
  electionTimeoutMs: number
  candidateSinceMs: number
  /** Its radio is dead until then: no reports, no votes. */
  silentUntilMs: number
  /** Its radio sends but does not receive until then: a deposed leader that does not know it yet. */
  deafUntilMs: number
  linkPct: number
  peers: PeerLink[]
}

/** A convoy cut in two: each half has elected its own leader in the same term. */
export interface Split {
  term: number
  untilMs: number
  /** Drones at even places hear only each other, and so do those at odd ones. */
  candidates: readonly [DroneId, DroneId]
}

export interface ConvoyState {
  plan: ConvoyPlan
  drones: DroneState[]
  byId: Map<DroneId, number>
  split: Split | null
  /** Terms that were split on purpose: the only ones that ever have two leaders. */
  splitTerms: number[]
}

export interface FleetState {
  fleet: Fleet
  atMs: number
  intervalMs: number
  convoys: ConvoyState[]
}

/** What the system already knows of a convoy's leadership: a fleet that starts again goes on from there. */
export type KnownLeadership = ReadonlyMap<ConvoyId, { term: number; leaderId: DroneId | null }>

/** The fleet at `atMs`, reporting every `intervalMs`, before anything has happened. */
export function startFleet(
  fleet: Fleet,
  options: { atMs: number; intervalMs: number; known?: KnownLeadership },
): FleetState {
  const { atMs, intervalMs, known } = options
  return {
    fleet,
    atMs,
    intervalMs,
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
