/** Advances a fleet in time. */
import type { Reading } from '../../schema/telemetry.ts'
import { tickElection, tickMs } from './election.ts'
import { engagementsBetween, type SimulatedEngagement } from './engagements.ts'
import { flightAt } from './flight.ts'
import { measureLinks } from './links.ts'
import { measure } from './sensors.ts'
import type { ConvoyState, DroneState, FleetState } from './state.ts'

export interface Step {
  /** By convoy, each in order of time. */
  readings: Reading[]
  engagements: SimulatedEngagement[]
}

/** Sequences count reports from this time, so that they keep increasing after a restart. */
export const sequenceEpochMs = Date.UTC(2026, 0, 1)

/** Advances the state by `dtMs` and returns its readings and engagements: the same in one long step as in many short ones. */
export function stepFleet(state: FleetState, dtMs: number): Step {
  const fromMs = state.atMs
  const readings = stepReadings(state, dtMs)
  return { readings, engagements: engagementsBetween(state.fleet, fromMs, state.atMs) }
}

/** As `stepFleet`, without the engagements, which cost as much as the readings. */
export function stepReadings(state: FleetState, dtMs: number): Reading[] {
  const toMs = state.atMs + dtMs
  const readings: Reading[] = []
  for (const convoy of state.convoys) stepConvoy(state, convoy, toMs, readings)
  state.atMs = toMs
  return readings
}

/** Ticks are on whole seconds; a reading carries the leadership as of the preceding tick. */
function stepConvoy(state: FleetState, convoy: ConvoyState, toMs: number, readings: Reading[]): void {
  let atMs = state.atMs
  while (atMs < toMs) {
    const tickAtMs = Math.floor(atMs / tickMs) * tickMs
    if (tickAtMs === atMs || convoy.drones[0]?.flight === null) tick(state, convoy, tickAtMs)
    const untilMs = Math.min(toMs, tickAtMs + tickMs)
    report(state, convoy, atMs, untilMs, readings)
    atMs = untilMs
  }
}

function tick({ fleet, refreshMs }: FleetState, convoy: ConvoyState, atMs: number): void {
  const isRefreshed = atMs % refreshMs === 0 || convoy.drones[0]?.flight === null
  if (isRefreshed)
    for (const drone of convoy.drones) drone.flight = flightAt(convoy.plan, drone.plan, fleet.terrain, atMs)
  tickElection(convoy, atMs)
  if (isRefreshed) measureLinks(convoy, atMs)
}

function report(state: FleetState, convoy: ConvoyState, fromMs: number, toMs: number, readings: Reading[]): void {
  const { intervalMs } = state
  const due: { drone: DroneState; count: number; atMs: number }[] = []
  for (const drone of convoy.drones) {
    // Each drone reports at its own offset within the interval.
    const offsetMs = drone.plan.noiseSeed % intervalMs
    for (let count = Math.ceil((fromMs - offsetMs) / intervalMs); ; count++) {
      const atMs = count * intervalMs + offsetMs
      if (atMs >= toMs) break
      if (drone.silentUntilMs <= atMs) due.push({ drone, count, atMs })
    }
  }
  due.sort((a, b) => a.atMs - b.atMs)
  for (const { drone, count, atMs } of due) readings.push(readingOf(state, convoy, drone, count, atMs))
}

function readingOf(state: FleetState, convoy: ConvoyState, drone: DroneState, count: number, atMs: number): Reading {
  const flight = flightAt(convoy.plan, drone.plan, state.fleet.terrain, atMs)
  return {
    droneId: drone.plan.droneId,
    recordedAtMs: atMs,
    sequence: Math.max(0, count - Math.floor(sequenceEpochMs / state.intervalMs)),
    ...measure({ flight, linkPct: drone.linkPct, noiseSeed: drone.plan.noiseSeed, atMs }),
    leadership: {
      term: drone.term,
      role: drone.role,
      leaderId: drone.leaderId,
      votedFor: drone.votedFor,
      peers: drone.peers,
    },
  }
}
