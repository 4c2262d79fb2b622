/** What the simulated fleet would have reported before it was started. */
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { Reading } from '../../schema/telemetry.ts'
import type { ConvoyPlan, Fleet } from './fleet.ts'
import { type FleetState, type KnownLeadership, startFleet } from './state.ts'
import { stepReadings } from './step.ts'

/** In its past every drone reports this often: a day of the demo's 60 drones is 85,000 readings. */
export const pastIntervalMs = 60_000
/** Frames and leadership follow the reports in steps of this length: a third of a minute, which begins with a full frame. */
const pastStepMs = 20_000
const liveStepMs = 1_000
/** More elections than a convoy holds in an hour: about half of it was seen, with 3 to 200 drones. */
const termsPerHour = 30
const hourMs = 3_600_000
const neverMs = Number.MAX_SAFE_INTEGER

export interface PastSpan {
  fromMs: number
  /** The running fleet's readings begin here. */
  joinMs: number
  /** Until then its reports are repeated: nobody saw them live. At most `joinMs`: they are not. */
  untilMs: number
  joinTerm: number
  /** Reporting interval of the running fleet. */
  intervalMs: number
}

export interface PastStep {
  /** The end of the step: half-open, from the one before. */
  atMs: number
  /** True from `joinMs` on: the running fleet reports these itself. */
  isRepeated: boolean
  /** In order of time, of every convoy that reported. */
  readings: ReadonlyMap<ConvoyId, Reading[]>
}

/** The term of every convoy when its past ends and the fleet is started: a function of the length of the past alone. */
export const joinTermOf = (fromMs: number, joinMs: number): number =>
  100 + termsPerHour * Math.ceil((joinMs - fromMs) / hourMs)

/** The leadership from which the running fleet goes on: its first act is an election, in the next term. */
export const joinLeadership = (fleet: Fleet, joinTerm: number): KnownLeadership =>
  new Map(fleet.convoys.map(({ convoyId }) => [convoyId, { term: joinTerm, leaderId: null }]))

/**
 * Every report of the past, step by step. The same span always has the same reports. Its elections are numbered so that the last
 * one has `joinTerm`.
 */
export function* pastSteps(fleet: Fleet, span: PastSpan): Generator<PastStep> {
  const { fromMs, joinMs, untilMs, joinTerm, intervalMs } = span
  const ofDrone = new Map(fleet.convoys.flatMap((plan) => plan.drones.map(({ droneId }) => [droneId, plan] as const)))
  const lastTerms = electOnly(fleet, fromMs, joinMs)
  const raise = (plan: ConvoyPlan, term: number) => Math.max(1, term + joinTerm - (lastTerms.get(plan.convoyId) ?? 0))

  const past = startFleet(fleet, { atMs: fromMs, intervalMs: pastIntervalMs, refreshMs: pastIntervalMs })
  while (past.atMs < joinMs) {
    const readings = byConvoy(ofDrone, stepBy(past, pastStepMs, joinMs))
    for (const [convoyId, own] of readings)
      for (const { leadership, droneId } of own) {
        const plan = ofDrone.get(droneId)
        if (leadership && plan?.convoyId === convoyId) leadership.term = raise(plan, leadership.term)
      }
    yield { atMs: past.atMs, isRepeated: false, readings }
  }
  const live = startFleet(fleet, { atMs: joinMs, intervalMs, known: joinLeadership(fleet, joinTerm) })
  while (live.atMs < untilMs) {
    const readings = byConvoy(ofDrone, stepBy(live, liveStepMs, untilMs))
    yield { atMs: live.atMs, isRepeated: true, readings }
  }
}

/** The elections without the reports, to learn how many there are. */
function electOnly(fleet: Fleet, fromMs: number, untilMs: number): Map<ConvoyId, number> {
  const state = startFleet(fleet, { atMs: fromMs, intervalMs: neverMs, refreshMs: pastIntervalMs })
  while (state.atMs < untilMs) stepBy(state, hourMs, untilMs)
  return new Map(state.convoys.map(({ plan, drones }) => [plan.convoyId, Math.max(...drones.map(({ term }) => term))]))
}

/** Ends at whole multiples of `stepMs`, and at `untilMs`. */
function stepBy(state: FleetState, stepMs: number, untilMs: number): Reading[] {
  const endMs = Math.min(untilMs, (Math.floor(state.atMs / stepMs) + 1) * stepMs)
  return stepReadings(state, endMs - state.atMs)
}

const byConvoy = (ofDrone: ReadonlyMap<DroneId, ConvoyPlan>, readings: readonly Reading[]): Map<ConvoyId, Reading[]> =>
  Map.groupBy(readings, ({ droneId }) => (ofDrone.get(droneId) as ConvoyPlan).convoyId)
