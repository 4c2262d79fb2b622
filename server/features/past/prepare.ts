import { telemetryBuckets } from '../../../schema/tables.ts'
import type { Tables } from '../../ports/tables.ts'
import type { Lease } from '../../repositories/leases.ts'
import type { Roster } from '../../repositories/roster.ts'
import { findPlan, type PastPlan, storePlan } from './plan.ts'

/** Where the readings and the engagements of a fleet that starts now begin. */
export type FleetStart = (nowMs: number) => { readingsFromMs: number; engagementsFromMs: number }

interface Deps {
  tables: Tables
  clock: { nowMs(): number }
  roster: Pick<Roster, 'convoys' | 'archivedConvoys' | 'dronesOf'>
  hours: number
  fleetStart: FleetStart
  joinTermOf(fromMs: number, joinMs: number): number
}

const hourMs = 3_600_000
/** The first minute begins with a full frame. */
const beginsAtMs = 600_000

/**
 * Decides, before the simulated fleet starts, which past it has: null for none, as in a store that had convoys already. A plan that
 * is not carried out stands, unless the fleet has not reported yet.
 */
export async function preparePast(deps: Deps, lease: Lease): Promise<PastPlan | null> {
  const { tables, clock, roster, hours, fleetStart } = deps
  const known = await findPlan(tables)
  if (known?.finishedAtMs === null && (await hasReported(deps))) return known
  const isFresh = known ? known.finishedAtMs === null : isEmpty(roster)
  if (!isFresh || hours === 0) return null
  const { readingsFromMs: joinMs, engagementsFromMs: engagementsUntilMs } = fleetStart(clock.nowMs())
  const fromMs = Math.floor((joinMs - hours * hourMs) / beginsAtMs) * beginsAtMs
  const joinTerm = deps.joinTermOf(fromMs, joinMs)
  const written = { recordedFromMs: null, writtenUntilMs: fromMs, finishedAtMs: null }
  const plan = { fromMs, joinMs, joinTerm, engagementsUntilMs, ...written }
  lease.requireHeld()
  await storePlan(tables, plan)
  return plan
}

const isEmpty = (roster: Deps['roster']): boolean => [...roster.convoys(), ...roster.archivedConvoys()].length === 0

async function hasReported({ tables, roster }: Deps): Promise<boolean> {
  for (const { convoyId } of roster.convoys())
    for (const { droneId } of roster.dronesOf(convoyId).slice(0, 3))
      if ((await tables.scan(telemetryBuckets, { droneId }, { limit: 1 })).rows.length > 0) return true
  return false
}
