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
 * Takes a convoy off map and list, with its drones. What is stored of it can be read, and readings that still come are stored.
 * Throws `conflict` for another version than the present one and for the convoy of unassigned drones, `missing`, or `invalid`.
 */
export async function archiveConvoy({ roster, clock }: Deps, actor: Actor, input: Input): Promise<Convoy> {
  return setArchived(roster, actor, input, clock.nowMs())
}

/** Puts an archived convoy back. Throws as `archiveConvoy` does. */
export async function restoreConvoy({ roster }: Deps, actor: Actor, input: Input): Promise<Convoy> {
  return setArchived(roster, actor, input, null)
}

async function setArchived(roster: Roster, actor: Actor, input: Input, archivedAtMs: number | null): Promise<Convoy> {
  requirePermission(actor, 'convoys:write')
  const { convoyId, version } = requireInput(convoyAtVersionSchema, input)
  if (roster.findConvoy(convoyId)?.version !== version) await roster.reload(convoyId, [])
  const before = requireConvoy(roster, convoyId)
  const isMade = (convoy: Convoy) => (convoy.archivedAtMs === null) === (archivedAtMs === null)
  if (isMade(before)) return before
  if (convoyId === unassignedConvoyId)
    throw refusal('conflict', 'convoyId', 'another convoy than that of drones nobody has assigned', before.callsign)
  if (before.version !== version) throw staleVersion('Convoy', before, version)
  const { applied, current } = await roster.saveConvoy({ ...before, archivedAtMs, version: version + 1 }, version)
  if (current && (applied || isMade(current))) return current
  throw staleVersion('Convoy', current ?? before, version)
}
