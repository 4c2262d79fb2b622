/**
 * A simulated leader election in ticks of one second, similar to Raft: a follower that has not heard a leader within its
 * election timeout becomes a candidate in a new term, each drone votes once per term, and a majority of the whole convoy
 * elects the leader. A term therefore has one leader, except where a split brain is staged.
 */
import { unitAt } from '../../lib/random/noise.ts'
import { hash32 } from '../../lib/random/random.ts'
import { linkBetween } from './links.ts'
import type { ConvoyState, DroneState } from './state.ts'

export const tickMs = 1_000
const electionTimeoutMs = 6_500
const voteCollectionMs = 2_000
const candidateTimeoutMs = 7_000
const voteChance = 0.55
const splitChance = 0.12
const splitMs = 10_000
const leaderFailsEveryMs = 300_000
const droneFailsEveryMs = 3_600_000

/** Advances the election to `atMs`, a multiple of `tickMs` after the previous tick. `flight` of each drone must be that at `atMs`. */
export function tickElection(convoy: ConvoyState, atMs: number): void {
  endSplit(convoy, atMs)
  for (const drone of convoy.drones) injectFailures(convoy, drone, atMs)
  for (const drone of convoy.drones) if (isActiveLeader(drone, atMs)) sendHeartbeats(convoy, drone, atMs)
  for (const drone of convoy.drones) if (hasTimedOut(drone, atMs)) startCandidacy(convoy, drone, atMs)
  for (const drone of convoy.drones)
    if (drone.role === 'candidate' && isReceiving(drone, atMs)) requestVotes(convoy, drone, atMs)
}

/** Random temporary radio failures, more often of leaders; a leader that must land steps down. */
function injectFailures(convoy: ConvoyState, drone: DroneState, atMs: number): void {
  if (drone.silentUntilMs > atMs) return
  const everyMs = drone.role === 'leader' ? leaderFailsEveryMs : droneFailsEveryMs
  if (chance(drone, atMs, 'fails') < tickMs / everyMs && !convoy.split) {
    drone.silentUntilMs = atMs + 14_000 + Math.floor(26_000 * chance(drone, atMs, 'silence'))
    drone.deafUntilMs = drone.silentUntilMs + 2_500
  }
  if (drone.role === 'leader' && !canLead(drone) && convoy.drones.some(canLead)) {
    drone.role = 'follower'
    drone.leaderId = null
  }
}

function sendHeartbeats(convoy: ConvoyState, leader: DroneState, atMs: number): void {
  for (const drone of convoy.drones) {
    if (drone === leader || !isReceiving(drone, atMs) || arePartitioned(convoy, leader, drone)) continue
    if (drone.term > leader.term || (drone.term === leader.term && drone.role === 'leader')) continue
    if (!isHeartbeatReceived(leader, drone, atMs)) continue
    if (drone.term < leader.term) drone.votedFor = null
    drone.term = leader.term
    drone.role = 'follower'
    drone.leaderId = leader.plan.droneId
    drone.heardAtMs = atMs
  }
}

function hasTimedOut(drone: DroneState, atMs: number): boolean {
  if (!isReceiving(drone, atMs) || !canLead(drone)) return false
  if (drone.role === 'candidate')
    return atMs - drone.candidateSinceMs > candidateTimeoutMs + drone.electionTimeoutMs / 4
  return drone.role === 'follower' && atMs - drone.heardAtMs > drone.electionTimeoutMs
}

function startCandidacy(convoy: ConvoyState, drone: DroneState, atMs: number): void {
  const term = drone.term + 1
  const rival = stageSplit(convoy, drone, term, atMs)
  for (const candidate of rival ? [drone, rival] : [drone]) {
    candidate.term = term
    candidate.role = 'candidate'
    candidate.leaderId = null
    candidate.votedFor = candidate.plan.droneId
    candidate.candidateSinceMs = atMs
    candidate.heardAtMs = atMs
    candidate.electionTimeoutMs = newElectionTimeoutMs(convoy, candidate, atMs)
  }
  if (!rival) return
  convoy.split = { term, untilMs: atMs + splitMs, candidates: [drone.plan.droneId, rival.plan.droneId] }
  convoy.splitTerms.push(term)
}

/** Requests votes from every reachable drone, and becomes leader with a majority. */
function requestVotes(convoy: ConvoyState, candidate: DroneState, atMs: number): void {
  const { droneId } = candidate.plan
  let votes = 0
  for (const drone of convoy.drones) {
    if (drone.term < candidate.term && isReceiving(drone, atMs) && !arePartitioned(convoy, candidate, drone)) {
      if (chance(drone, atMs, 'votes') < voteChance) castVote(convoy, drone, candidate, atMs)
    }
    if (drone.term === candidate.term && drone.votedFor === droneId) votes++
  }
  const electorate = convoy.split?.term === candidate.term ? convoy.drones.length / 2 : convoy.drones.length
  if (atMs - candidate.candidateSinceMs < voteCollectionMs || votes <= electorate / 2) return
  candidate.role = 'leader'
  candidate.leaderId = droneId
}

function castVote(convoy: ConvoyState, drone: DroneState, candidate: DroneState, atMs: number): void {
  drone.term = candidate.term
  drone.role = 'follower'
  drone.leaderId = null
  drone.votedFor = candidate.plan.droneId
  drone.heardAtMs = atMs
  drone.electionTimeoutMs = newElectionTimeoutMs(convoy, drone, atMs)
}

/** Occasionally partitions the convoy at an election. Returns the candidate of the other half, or null. */
function stageSplit(convoy: ConvoyState, first: DroneState, term: number, atMs: number): DroneState | null {
  if (convoy.split || convoy.drones.length < 6 || chance(first, atMs, 'splits') >= splitChance) return null
  if (convoy.drones.some((drone) => drone.term >= term)) return null
  return (
    convoy.drones.find(
      (drone) => canLead(drone) && isReceiving(drone, atMs) && areInDifferentHalves(convoy, first, drone),
    ) ?? null
  )
}

/** Ends the partition: both leaders of the term step down, and the first of them becomes a candidate again. */
function endSplit(convoy: ConvoyState, atMs: number): void {
  const { split } = convoy
  if (!split || split.untilMs > atMs) return
  convoy.split = null
  for (const drone of convoy.drones) {
    if (drone.term !== split.term) continue
    drone.role = 'follower'
    drone.leaderId = null
    drone.heardAtMs = atMs
    drone.electionTimeoutMs = drone.plan.droneId === split.candidates[0] ? 0 : newElectionTimeoutMs(convoy, drone, atMs)
  }
}

const areInDifferentHalves = (convoy: ConvoyState, a: DroneState, b: DroneState): boolean =>
  ((convoy.byId.get(a.plan.droneId) ?? 0) + (convoy.byId.get(b.plan.droneId) ?? 0)) % 2 === 1

const arePartitioned = (convoy: ConvoyState, a: DroneState, b: DroneState): boolean =>
  convoy.split !== null && areInDifferentHalves(convoy, a, b)

const isReceiving = (drone: DroneState, atMs: number): boolean =>
  drone.deafUntilMs <= atMs && drone.silentUntilMs <= atMs

const isActiveLeader = (drone: DroneState, atMs: number): boolean =>
  drone.role === 'leader' && drone.silentUntilMs <= atMs

const canLead = (drone: DroneState): boolean => drone.flight?.phase === 'flying' || drone.flight?.phase === 'climbing'

/** A parked drone receives every heartbeat from the airfield's mast; in the air a poor link loses some. */
function isHeartbeatReceived(from: DroneState, to: DroneState, atMs: number): boolean {
  if (to.flight?.phase === 'parked') return true
  const missed = chance(to, atMs, 'hears') - 0.3
  return missed < 0 || missed < linkBetween(from, to, atMs) / 30
}

/** Spread widely enough that two drones rarely become candidates at once. */
const newElectionTimeoutMs = (convoy: ConvoyState, drone: DroneState, atMs: number): number =>
  electionTimeoutMs + Math.floor(Math.min(60_000, 900 * convoy.drones.length) * chance(drone, atMs, 'waits'))

const salts = { fails: 1, silence: 2, votes: 3, splits: 4, hears: 5, waits: 6 } as const
const saltOf = Object.fromEntries(Object.entries(salts).map(([name, n]) => [name, hash32(name, n)])) as Record<
  keyof typeof salts,
  number
>

const chance = (drone: DroneState, atMs: number, event: keyof typeof salts): number =>
  unitAt((drone.plan.noiseSeed ^ saltOf[event]) | 0, atMs)
