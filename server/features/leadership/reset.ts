import { describe, invalid } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Leadership, LeadershipReset } from '../../../schema/leadership.ts'
import type { Actor } from '../../../schema/permissions.ts'
import * as tables from '../../../schema/tables.ts'
import type { Ports } from '../../ports/index.ts'
import { announce } from '../../repositories/announce.ts'
import { type Roster, requireConvoy } from '../../repositories/roster.ts'
import type { LeadershipWatch } from './watch.ts'

export interface ResetDeps extends Pick<Ports, 'tables' | 'bus' | 'clock'> {
  roster: Pick<Roster, 'findConvoy'>
  leadership: Pick<LeadershipWatch, 'of' | 'reset'>
}

const maxNoteLength = 500

/**
 * Forgets the term and leader of a convoy and listens again: what its drones said until now no longer counts. The change in
 * the history says who ordered it and why (`note`, at most 500 characters, may be null). Answers leadership as it is then.
 * Throws `missing` for an unknown convoy, or `invalid`.
 */
export async function resetLeadership(
  deps: ResetDeps,
  actor: Actor,
  { convoyId, note }: { convoyId: ConvoyId; note: string | null },
): Promise<Leadership> {
  requirePermission(actor, 'leadership:reset')
  requireConvoy(deps.roster, convoyId)
  const text = note?.normalize('NFC').trim() || null
  if (text && text.length > maxNoteLength)
    throw invalid('reason', `at most ${maxNoteLength} characters`, describe(text.length))
  const order: LeadershipReset = { convoyId, atMs: deps.clock.nowMs(), by: actor.name, note: text }
  await deps.tables.insert(tables.leadershipResets, [order])
  await deps.leadership.reset(order)
  await announce(deps.bus, 'settings', { kind: 'leadership-reset', ...order })
  return deps.leadership.of(convoyId)
}
