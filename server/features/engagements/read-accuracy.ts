import { requirePermission } from '../../../lib/permissions.ts'
import { accuracyBpOf } from '../../../lib/stats/score.ts'
import type { DroneId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Ports } from '../../ports/index.ts'
import { type AccuracyCounter, readAccuracyCounters } from '../../repositories/accuracy-counters.ts'

export interface WeaponAccuracy extends AccuracyCounter {
  /** Hits per engagement in percent, to two decimals. */
  accuracyPct: number
}

/** Accuracy of a drone by weapon type, over all convoys it has been in. Fails with `forbidden` or `unavailable`. */
export async function readAccuracy(
  { tables }: Pick<Ports, 'tables'>,
  actor: Actor,
  droneId: DroneId,
): Promise<WeaponAccuracy[]> {
  requirePermission(actor, 'picture:read')
  const counters = await readAccuracyCounters(tables, droneId)
  return counters.map((counter) => ({
    ...counter,
    accuracyPct: accuracyBpOf(counter.successfulHits, counter.totalEngagements) / 100,
  }))
}
