import type { z } from 'zod'
import { requirePermission } from '../../../lib/permissions.ts'
import type { Convoy } from '../../../schema/convoys.ts'
import type { Actor } from '../../../schema/permissions.ts'
import { type Roster, requireConvoy } from '../../repositories/roster.ts'
import { convoyChangeSchema, requireInput } from './input.ts'
import { refuseArchived, staleVersion } from './rules.ts'

/**
 * Changes the given fields of a convoy; absent and null fields stay unchanged. Throws `conflict` for an archived convoy or, with
 * the current version, for a change based on an outdated one; `missing`, or `invalid`.
 */
export async function updateConvoy(
  { roster }: { roster: Roster },
  actor: Actor,
  input: z.input<typeof convoyChangeSchema>,
): Promise<Convoy> {
  requirePermission(actor, 'convoys:write')
  const { convoyId, version, ...changes } = requireInput(convoyChangeSchema, input)
  const before = requireConvoy(roster, convoyId)
  refuseArchived(before)
  if (before.version !== version) throw staleVersion('Convoy', before, version)

  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value != null)) as Partial<Convoy>
  const after: Convoy = { ...before, ...given, version: version + 1 }
  const { applied, current } = await roster.saveConvoy(after, version)
  if (!applied) throw staleVersion('Convoy', current ?? before, version)
  return after
}
