import { describe, Failure, isFailure } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Leadership, LeadershipReset } from '../../../schema/leadership.ts'
import type { Actor } from '../../../schema/permissions.ts'
import * as tables from '../../../schema/tables.ts'
import type { Ports } from '../../ports/index.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { LeadershipWatch } from './watch.ts'

export interface ResetDeps extends Pick<Ports, 'tables' | 'bus' | 'clock'> {
  roster: Pick<Roster, 'findConvoy'>
  leadership: Pick<LeadershipWatch, 'of' | 'reset'>
}

const maxNoteLength = 500

/**
 * Forgets the term and leader of a convoy; earlier reports of its drones no longer count. The history records who ordered it
 * and why (`note`, at most 500 characters, may be null). Returns the leadership after the reset. Throws `missing` for an
 * unknown convoy, or `invalid`.
 */
export async function resetLeadership(
  deps: ResetDeps,
  actor: Actor,
  { convoyId, note }: { convoyId: ConvoyId; note: string | null },
): Promise<Leadership> {
  requirePermission(actor, 'leadership:reset')
  if (!deps.roster.findConvoy(convoyId)) throw fault('missing', 'convoyId', 'a known convoy', convoyId)
  const text = note?.normalize('NFC').trim() || null
  if (text && text.length > maxNoteLength)
    throw fault('invalid', 'reason', `at most ${maxNoteLength} characters`, describe(text.length))
  const order: LeadershipReset = { convoyId, atMs: deps.clock.nowMs(), by: actor.name, note: text }
  await deps.tables.insert(tables.leadershipResets, [order])
  await deps.leadership.reset(order)
  await publishReset(deps, order)
  return deps.leadership.of(convoyId)
}

/** The reset is stored, so a failure to publish it is ignored: other processes find it in the store. */
async function publishReset({ bus }: Pick<Ports, 'bus'>, order: LeadershipReset): Promise<void> {
  try {
    await bus.publish('settings', { kind: 'leadership-reset', ...order })
  } catch (error) {
    if (!isFailure(error)) throw error
  }
}

function fault(code: 'missing' | 'invalid', path: string, expected: string, got: string): Failure {
  return new Failure(code, `${path}: expected ${expected}, got ${got}.`, { faults: [{ code, path, expected, got }] })
}
