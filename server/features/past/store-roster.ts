import { dayLengthMs, dayMsOf } from '../../../lib/time/day.ts'
import type { Tables } from '../../ports/tables.ts'
import type { Roster } from '../../repositories/roster.ts'
import { storeRosterRecord } from '../../repositories/roster-history.ts'

interface Span {
  fromMs: number
  joinMs: number
  /** Reporting interval and heartbeat of the past. */
  intervalMs: number
}

/** Stores the roster of the past: who is in the fleet now was in it then, and reported every `intervalMs`. */
export async function storePastRoster(
  store: Tables,
  roster: Pick<Roster, 'convoys' | 'dronesOf'>,
  { fromMs, joinMs, intervalMs }: Span,
): Promise<void> {
  const daysMs: number[] = []
  for (let dayMs = dayMsOf(fromMs) + dayLengthMs; dayMs < joinMs; dayMs += dayLengthMs) daysMs.push(dayMs)
  for (const convoy of roster.convoys()) {
    const { convoyId } = convoy
    const drones = roster.dronesOf(convoyId)
    const past = drones.map((drone) => ({ ...drone, reportIntervalMs: intervalMs }))
    const whole = { isWhole: true, gone: [] }
    for (const atMs of [fromMs, ...daysMs]) {
      const record = { ...whole, convoy: { ...convoy, heartbeatIntervalMs: intervalMs }, drones: past }
      await storeRosterRecord(store, convoyId, atMs, record, 0)
    }
    await storeRosterRecord(store, convoyId, joinMs, { ...whole, convoy, drones: [...drones] }, 0)
  }
}
