/**
 * How the drones of a convoy elect a leader among themselves, one second at a time. A follower that has heard no leader for
 * too long stands in a new term; each drone votes once a term; a majority of the whole convoy leads. So a term has one
 * leader, except where a split is staged.
 */
import { unitAt } from '../../lib/random/noise.ts'
import { hash32 } from '../../lib/random/random.ts'
import { linkBetween } from './links.ts'
import type { ConvoyState, DroneState } from './state.ts'

export const tickMs = 1_000
const patienceMs = 6_500
const canvassMs = 2_000
const standAgainMs = 7_000
const voteChance = 0.55
const splitChance = 0.12
const splitMs = 10_000
const leaderFailsEveryMs = 300_000
const droneFailsEveryMs = 3_600_000

/** Brings the leadership of a convoy to `atMs`, a multiple of `tickMs` later than before. Needs the flights at `atMs`. */
export function tickElection(convoy: ConvoyState, atMs: number): void {
  endSplit(convoy, atMs)
  for (const drone of convoy.drones) suffer(convoy, drone, atMs)
  for (const drone of convoy.drones) if (leads(drone, atMs)) sendHeartbeats(convoy, drone, atMs)
  for (const drone of convoy.drones) if (hasLostPatience(drone, atMs)) stand(convoy, drone, atMs)
  for (const drone of convoy.drones) if (drone.role === 'candidate' && hears(drone, atMs)) canvass(convoy, drone, atMs)
}

/** Failures: radios die for a while, leaders more often; a leader that must land gives up its office. */
function suffer(convoy: ConvoyState, drone: DroneState, atMs: number): void {
  if (drone.silentUntilMs > atMs) return
  const everyMs = drone.role === 'leader' ? leaderFailsEveryMs : droneFailsEveryMs
  if (chance(drone, atMs, 'fails') < tickMs / everyMs && !convoy.split) {
    drone.silentUntilMs = atMs + 14_000 + Math.floor(26_000 * chance(drone, atMs, 'silence'))
    drone.deafUntilMs = drone.silentUntilMs + 2_500
  }
  if (drone.role === 'leader' && !mayLead(drone) && convoy.drones.some(mayLead)) {
    drone.role = 'follower'
    drone.leaderId = null
  }
}

function sendHeartbeats(convoy: ConvoyState, leader: DroneState, atMs: number): void {
  for (const drone of convoy.drones) {
    if (drone === leader || !hears(drone, atMs) || isCut(convoy, leader, drone)) continue
    if (drone.term > leader.term || (drone.term === leader.term && drone.role === 'leader')) continue
    if (!getsThrough(leader, drone, atMs)) continue
    if (drone.term < leader.term) drone.votedFor = null
    drone.term = leader.term
    drone.role = 'follower'
    drone.leaderId = leader.plan.droneId
    drone.heardAtMs = atMs
  }
}

function hasLostPatience(drone: DroneState, atMs: number): boolean {
  if (!hears(drone, atMs) || !mayLead(drone)) return false
  if (drone.role === 'candidate') return atMs - drone.stoodAtMs > standAgainMs + drone.patienceMs / 4
  return drone.role === 'follower' && atMs - drone.heardAtMs > drone.patienceMs
}

function stand(convoy: ConvoyState, drone: DroneState, atMs: number): void {
  const term = drone.term + 1
  const rival = stageSplit(convoy, drone, term, atMs)
  for (const candidate of rival ? [drone, rival] : [drone]) {
    candidate.term = term
    candidate.role = 'candidate'
    candidate.leaderId = null
    candidate.votedFor = candidate.plan.droneId
    candidate.stoodAtMs = atMs
    candidate.heardAtMs = atMs
    candidate.patienceMs = newPatience(convoy, candidate, atMs)
  }
  if (!rival) return
  convoy.split = { term, untilMs: atMs + splitMs, candidates: [drone.plan.droneId, rival.plan.droneId] }
  convoy.splitTerms.push(term)
}

/** Asks every drone in reach for its vote, counts, and takes office with a majority. */
function canvass(convoy: ConvoyState, candidate: DroneState, atMs: number): void {
  const { droneId } = candidate.plan
  let votes = 0
  for (const drone of convoy.drones) {
    if (drone.term < candidate.term && hears(drone, atMs) && !isCut(convoy, candidate, drone)) {
      if (chance(drone, atMs, 'votes') < voteChance) vote(convoy, drone, candidate, atMs)
    }
    if (drone.term === candidate.term && drone.votedFor === droneId) votes++
  }
  const electorate = convoy.split?.term === candidate.term ? convoy.drones.length / 2 : convoy.drones.length
  if (atMs - candidate.stoodAtMs < canvassMs || votes <= electorate / 2) return
  candidate.role = 'leader'
  candidate.leaderId = droneId
}

function vote(convoy: ConvoyState, drone: DroneState, candidate: DroneState, atMs: number): void {
  drone.term = candidate.term
  drone.role = 'follower'
  drone.leaderId = null
  drone.votedFor = candidate.plan.droneId
  drone.heardAtMs = atMs
  drone.patienceMs = newPatience(convoy, drone, atMs)
}

/** Now and then the convoy falls in two at an election: answers the drone that will lead the other half, or null. */
function stageSplit(convoy: ConvoyState, first: DroneState, term: number, atMs: number): DroneState | null {
  if (convoy.split || convoy.drones.length < 6 || chance(first, atMs, 'splits') >= splitChance) return null
  if (convoy.drones.some((drone) => drone.term >= term)) return null
  return convoy.drones.find((drone) => mayLead(drone) && hears(drone, atMs) && isApart(convoy, first, drone)) ?? null
}

/** The halves hear each other again: both leaders of the term step down, and the first of them stands again. */
function endSplit(convoy: ConvoyState, atMs: number): void {
  const { split } = convoy
  if (!split || split.untilMs > atMs) return
  convoy.split = null
  for (const drone of convoy.drones) {
    if (drone.term !== split.term) continue
    drone.role = 'follower'
    drone.leaderId = null
    drone.heardAtMs = atMs
    drone.patienceMs = drone.plan.droneId === split.candidates[0] ? 0 : newPatience(convoy, drone, atMs)
  }
}

const isApart = (convoy: ConvoyState, a: DroneState, b: DroneState): boolean =>
  ((convoy.byId.get(a.plan.droneId) ?? 0) + (convoy.byId.get(b.plan.droneId) ?? 0)) % 2 === 1

const isCut = (convoy: ConvoyState, a: DroneState, b: DroneState): boolean =>
  convoy.split !== null && isApart(convoy, a, b)

const hears = (drone: DroneState, atMs: number): boolean => drone.deafUntilMs <= atMs && drone.silentUntilMs <= atMs

const leads = (drone: DroneState, atMs: number): boolean => drone.role === 'leader' && drone.silentUntilMs <= atMs

const mayLead = (drone: DroneState): boolean => drone.flight?.phase === 'flying' || drone.flight?.phase === 'climbing'

/** A parked drone listens by the mast; in the air a poor link loses heartbeats. */
const getsThrough = (from: DroneState, to: DroneState, atMs: number): boolean =>
  to.flight?.phase === 'parked' || chance(to, atMs, 'hears') < 0.3 + linkBetween(from, to, atMs) / 30

/** Spread so widely that two drones seldom stand at once. */
const newPatience = (convoy: ConvoyState, drone: DroneState, atMs: number): number =>
  patienceMs + Math.floor(Math.min(60_000, 900 * convoy.drones.length) * chance(drone, atMs, 'waits'))

const salts = { fails: 1, silence: 2, votes: 3, splits: 4, hears: 5, waits: 6 } as const
const saltOf = Object.fromEntries(Object.entries(salts).map(([name, n]) => [name, hash32(name, n)])) as Record<
  keyof typeof salts,
  number
>

const chance = (drone: DroneState, atMs: number, what: keyof typeof salts): number =>
  unitAt((drone.plan.noiseSeed ^ saltOf[what]) | 0, atMs)
