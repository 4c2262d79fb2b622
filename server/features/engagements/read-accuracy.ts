import { requirePermission } from '../../../lib/permissions.ts'
import { accuracyBpOf } from '../../../lib/stats/score.ts'
import type { Drone } from '../../../schema/convoys.ts'
import type { WeaponType } from '../../../schema/engagements.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Ports } from '../../ports/index.ts'
import { type AccuracyCounter, readAccuracyCounters } from '../../repositories/accuracy-counters.ts'
import { countTallies } from '../../repositories/leaderboard-snapshots.ts'
import type { Roster } from '../../repositories/roster.ts'
import { convoysOf } from './list.ts'

export interface WeaponAccuracy extends AccuracyCounter {
  /** Hits per engagement in percent, to two decimals. */
  accuracyPct: number
}

export interface AccuracyQuestion {
  drone: Pick<Drone, 'convoyId' | 'droneId' | 'assignedAtMs'>
  /** Only records up to this instant; null: all. */
  upToMs: number | null
}

interface Deps extends Pick<Ports, 'tables'> {
  roster: Pick<Roster, 'findConvoy' | 'pastConvoysOf'>
  boards: { isShared: boolean }
}

/** Accuracy of a drone by weapon type, over all convoys it has been in. Fails with `forbidden` or `unavailable`. */
export async function readAccuracy(
  deps: Deps,
  actor: Actor,
  { drone, upToMs }: AccuracyQuestion,
): Promise<WeaponAccuracy[]> {
  requirePermission(actor, 'picture:read')
  const counters =
    upToMs === null ? await readAccuracyCounters(deps.tables, drone.droneId) : await countUpTo(deps, drone, upToMs)
  return counters.map((counter) => ({
    ...counter,
    accuracyPct: accuracyBpOf(counter.successfulHits, counter.totalEngagements) / 100,
  }))
}

/** The counters as they were: counters know only now. */
async function countUpTo(
  { tables, roster, boards }: Deps,
  drone: AccuracyQuestion['drone'],
  atMs: number,
): Promise<AccuracyCounter[]> {
  const counters = new Map<WeaponType, AccuracyCounter>()
  for (const convoyId of await convoysOf(roster, drone)) {
    const { weapons } = await countTallies(tables, convoyId, { atMs, isShared: boards.isShared, withWeapons: true })
    for (const [weaponType, { engagements, hits }] of weapons.get(drone.droneId) ?? []) {
      const { totalEngagements = 0, successfulHits = 0 } = counters.get(weaponType) ?? {}
      counters.set(weaponType, {
        weaponType,
        totalEngagements: totalEngagements + engagements,
        successfulHits: successfulHits + hits,
      })
    }
  }
  return [...counters.values()].sort((a, b) => (a.weaponType < b.weaponType ? -1 : 1))
}
