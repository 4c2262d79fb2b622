import { mapLimited } from '../../../lib/async/map-limited.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import { dayLengthMs } from '../../../lib/time/day.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Ports } from '../../ports/index.ts'
import { findRosterRecord, type PastRoster, readRosterAt } from '../../repositories/roster-history.ts'

type Deps = Pick<Ports, 'tables' | 'clock'>

export interface PastRosters {
  atMs: number
  /** Of which it was asked. */
  convoyIds: readonly ConvoyId[]
  /** Those that were there and in use. */
  convoys: { convoyId: ConvoyId; roster: PastRoster }[]
  /** False: nothing is known of who was there. */
  isKnown: boolean
}

const convoysAtOnce = 8

/** Names and members as they were at `atMs`. */
export async function readRosters(
  { tables }: Deps,
  actor: Actor,
  convoyIds: readonly ConvoyId[],
  atMs: number,
): Promise<PastRosters> {
  requirePermission(actor, 'picture:read')
  const found = await mapLimited(convoyIds, convoysAtOnce, async (convoyId) => {
    const roster = await readRosterAt(tables, convoyId, atMs)
    return roster ? [{ convoyId, roster }] : []
  })
  const known = found.flat()
  const convoys = known.filter(({ roster }) => roster.convoy.archivedAtMs === null)
  // All convoys are recorded together: one that was not recorded then was not there.
  return { atMs, convoyIds, convoys, isKnown: known.length > 0 }
}

/** Until when none of these rosters changed: the next change, now, or a day later. Unix milliseconds. */
export async function findRostersUntil(
  { tables, clock }: Deps,
  { atMs, convoyIds }: Pick<PastRosters, 'atMs' | 'convoyIds'>,
): Promise<number> {
  const lookedUntilMs = Math.min(clock.nowMs(), atMs + dayLengthMs)
  const changes = await mapLimited(convoyIds, convoysAtOnce, (convoyId) =>
    findRosterRecord(tables, convoyId, atMs + 1, lookedUntilMs),
  )
  return Math.min(lookedUntilMs, ...changes.filter((atMs) => atMs !== null))
}
