/** Drones that elect a leader among themselves, as the reports of an exercise: with failures, cut links and clocks that run ahead. */
import type { DroneId } from '../../schema/ids.ts'
import type { LeadershipRole } from '../../schema/leadership.ts'

export const stepMs = 500
export const heartbeatIntervalMs = 2_000
const electionTimeoutMs = 3 * heartbeatIntervalMs
const startMs = Date.UTC(2026, 0, 1)

export interface SimulatedReport {
  droneId: DroneId
  recordedAtMs: number
  receivedAtMs: number
  sequence: number
  leadership: {
    term: number
    role: LeadershipRole
    leaderId: DroneId | null
    votedFor: DroneId | null
    peers: { droneId: DroneId; linkPct: number }[]
  }
}

export interface Exercise {
  /** In order of sending. */
  reports: SimulatedReport[]
  leaderId: DroneId
  term: number
  endMs: number
}

export interface ExerciseOptions {
  /** 0 … 1, as often as asked. */
  random: () => number
  droneCount: number
  /** Steps with failures and cuts, before all is repaired. */
  roughSteps: number
  /** A drone's clock is ahead by up to this. */
  maxSkewMs: number
}

interface Drone {
  id: DroneId
  skewMs: number
  isUp: boolean
  /** Drones of one side reach each other. */
  side: number
  term: number
  role: LeadershipRole
  leaderId: DroneId | null
  votedFor: DroneId | null
  patienceUntilMs: number
  sequence: number
}

export const droneIdOf = (number: number): DroneId =>
  `00000000-0000-4000-8000-${String(number).padStart(12, '0')}` as DroneId

/** Runs until the trouble is over and one leader has beaten for ten intervals. */
export function runExercise({ random, droneCount, roughSteps, maxSkewMs }: ExerciseOptions): Exercise {
  const patience = () => electionTimeoutMs * (1 + random())
  const drones: Drone[] = Array.from({ length: droneCount }, (_, number) => ({
    id: droneIdOf(number + 1),
    skewMs: Math.floor(random() * maxSkewMs),
    isUp: true,
    side: 0,
    term: 0,
    role: 'follower',
    leaderId: null,
    votedFor: null,
    patienceUntilMs: startMs + patience(),
    sequence: 0,
  }))
  const reports: SimulatedReport[] = []
  let nowMs = startMs
  let calmUntilMs = Number.POSITIVE_INFINITY

  for (let step = 0; nowMs < calmUntilMs; step++) {
    nowMs += stepMs
    if (step < roughSteps) disturb(drones, random)
    else for (const drone of drones) Object.assign(drone, { isUp: true, side: 0 })
    for (const drone of drones) if (drone.isUp) act(drone, reachableFrom(drone, drones), nowMs, patience, droneCount)
    for (const drone of drones) if (drone.isUp && random() < 0.5) reports.push(reportOf(drone, drones, nowMs))

    const leader = drones.find(({ role }) => role === 'leader')
    const isCalm =
      step >= roughSteps && drones.every(({ leaderId, term }) => leaderId === leader?.id && term === leader?.term)
    if (!isCalm) calmUntilMs = Number.POSITIVE_INFINITY
    else if (calmUntilMs === Number.POSITIVE_INFINITY) calmUntilMs = nowMs + 10 * heartbeatIntervalMs
  }
  for (const drone of drones) reports.push(reportOf(drone, drones, nowMs))
  const leader = drones.find(({ role }) => role === 'leader') ?? drones[0]
  if (!leader) throw new RangeError('An exercise takes at least one drone, got none.')
  return { reports, leaderId: leader.id, term: leader.term, endMs: nowMs }
}

function disturb(drones: Drone[], random: () => number): void {
  for (const drone of drones) {
    if (random() < 0.02) drone.isUp = !drone.isUp
    if (random() < 0.02) drone.side = Math.floor(random() * 3)
  }
}

const reachableFrom = (drone: Drone, drones: readonly Drone[]) =>
  drones.filter((peer) => peer.isUp && peer.side === drone.side && peer !== drone)

function act(drone: Drone, peers: readonly Drone[], nowMs: number, patience: () => number, droneCount: number): void {
  if (drone.role === 'leader') beat(drone, peers, nowMs, patience)
  else if (nowMs >= drone.patienceUntilMs) stand(drone, peers, nowMs, patience, droneCount)
}

function stand(drone: Drone, peers: readonly Drone[], nowMs: number, patience: () => number, droneCount: number): void {
  Object.assign(drone, { term: drone.term + 1, role: 'candidate', leaderId: null, votedFor: drone.id })
  drone.patienceUntilMs = nowMs + patience()
  for (const peer of peers) {
    if (peer.term < drone.term) stepDown(peer, drone.term)
    const isFree = peer.term === drone.term && (peer.votedFor === null || peer.votedFor === drone.id)
    if (isFree) Object.assign(peer, { votedFor: drone.id, patienceUntilMs: nowMs + patience() })
    if (peer.term > drone.term) stepDown(drone, peer.term)
  }
  const votes = 1 + peers.filter((peer) => peer.term === drone.term && peer.votedFor === drone.id).length
  if (drone.role === 'candidate' && votes > droneCount / 2) Object.assign(drone, { role: 'leader', leaderId: drone.id })
}

function beat(leader: Drone, peers: readonly Drone[], nowMs: number, patience: () => number): void {
  const newer = peers.find((peer) => peer.term > leader.term)
  if (newer) {
    stepDown(leader, newer.term)
    return
  }
  for (const peer of peers) {
    if (peer.term < leader.term) stepDown(peer, leader.term)
    Object.assign(peer, { role: 'follower', leaderId: leader.id, patienceUntilMs: nowMs + patience() })
  }
}

function stepDown(drone: Drone, term: number): void {
  Object.assign(drone, { term, role: 'follower', leaderId: null, votedFor: null })
}

function reportOf(drone: Drone, drones: readonly Drone[], nowMs: number): SimulatedReport {
  const { term, role, leaderId, votedFor } = drone
  const peers = reachableFrom(drone, drones).map(({ id }) => ({ droneId: id, linkPct: 80 }))
  return {
    droneId: drone.id,
    recordedAtMs: nowMs + drone.skewMs,
    receivedAtMs: nowMs,
    sequence: drone.sequence++,
    leadership: { term, role, leaderId, votedFor, peers },
  }
}
