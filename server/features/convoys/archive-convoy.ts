import type { z } from 'zod'
import { refusal } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import { type Convoy, unassignedConvoyId } from '../../../schema/convoys.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Ports } from '../../ports/index.ts'
import { type Roster, requireConvoy } from '../../repositories/roster.ts'
import { convoyAtVersionSchema, requireInput } from './input.ts'
import { staleVersion } from './rules.ts'

type Deps = Pick<Ports, 'clock'> & { roster: Roster }
type Input = z.input<typeof convoyAtVersionSchema>

/**
 * Removes a convoy and its drones from the map and the lists. Stored data stays readable, and new readings are still stored.
 * Throws `conflict` for an outdated version and for the convoy of unassigned drones, `missing`, or `invalid`.
 */
export async function archiveConvoy({ roster, clock }: Deps, actor: Actor, input: Input): Promise<Convoy> {
  return setArchived(roster, actor, input, clock.nowMs())
}

/** Restores an archived convoy. Throws as `archiveConvoy` does. */
export async function restoreConvoy({ roster }: Deps, actor: Actor, input: Input): Promise<Convoy> {
  return setArchived(roster, actor, input, null)
}

async function setArchived(roster: Roster, actor: Actor, input: Input, archivedAtMs: number | null): Promise<Convoy> {
  requirePermission(actor, 'convoys:write')
  const { convoyId, version } = requireInput(convoyAtVersionSchema, input)
  if (roster.findConvoy(convoyId)?.version !== version) await roster.reload(convoyId, [])
  const before = requireConvoy(roster, convoyId)
  const isDone = (convoy: Convoy) => (convoy.archivedAtMs === null) === (archivedAtMs === null)
  if (isDone(before)) return before
  if (convoyId === unassignedConvoyId)
    throw refusal('conflict', 'convoyId', 'any convoy except that of unassigned drones', before.callsign)
  if (before.version !== version) throw staleVersion('Convoy', before, version)
  const { applied, current } = await roster.saveConvoy({ ...before, archivedAtMs, version: version + 1 }, version)
  if (current && (applied || isDone(current))) return current
  throw staleVersion('Convoy', current ?? before, version)
}
