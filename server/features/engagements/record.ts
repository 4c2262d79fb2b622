import { randomUUID } from 'node:crypto'
import { Failure } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import { dayMsOf } from '../../../lib/time/day.ts'
import type { EngagementReceipt } from '../../../schema/engagements.ts'
import type { EngagementId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Ports } from '../../ports/index.ts'
import { claimEngagement } from '../../repositories/engagement-claims.ts'
import type { EngagementRow } from '../../repositories/engagements.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { Finalizer } from './finalize.ts'
import { type EngagementInput, type ParsedEngagement, parseEngagement, requireSameEngagement } from './rules.ts'

type Deps = Pick<Ports, 'tables' | 'clock'> & {
  roster: Pick<Roster, 'findConvoy' | 'findDrone' | 'pastConvoysOf'>
  finalizer: Finalizer
}

/**
 * Records an engagement exactly once per engagement id: every retry, also after a failure or a crash midway, resolves with the
 * same receipt. Resolves when durable. Fails with `invalid` (listing all faults), with `missing` for a convoy or drone not on
 * the roster, with `conflict` when the id was used for other values, and with `unavailable`: then retry with the same id.
 */
export async function recordEngagement(deps: Deps, actor: Actor, input: EngagementInput): Promise<EngagementReceipt> {
  requirePermission(actor, 'engagements:write')
  const nowMs = deps.clock.nowMs()
  const given = parseEngagement(input, nowMs)
  await requireDroneOfConvoy(deps.roster, given)
  const row = toRow(given, nowMs)
  const claim = await claimEngagement(deps.tables, row, nowMs)
  requireSameEngagement(claim.engagement, given)
  return claim.receipt ?? deps.finalizer.finalize(claim)
}

function toRow(given: ParsedEngagement, nowMs: number): EngagementRow {
  const engagedAtMs = given.engagedAtMs ?? nowMs
  const engagementId = given.engagementId ?? (randomUUID() as EngagementId)
  return { ...given, engagementId, engagedAtMs, dayMs: dayMsOf(engagedAtMs), recordedAtMs: nowMs, placement: null }
}

/** An engagement belongs to the convoy in which it happened, even if it is sent or retried after the drone has left that convoy. */
async function requireDroneOfConvoy(roster: Deps['roster'], { convoyId, droneId }: ParsedEngagement): Promise<void> {
  const drone = roster.findDrone(droneId)
  if (drone?.convoyId === convoyId) return
  const convoy = roster.findConvoy(convoyId)
  if (convoy && drone && (await roster.pastConvoysOf(droneId)).includes(convoyId)) return
  const fault = convoy
    ? { path: 'droneId', expected: `a drone of convoy ${convoy.callsign}`, got: droneId }
    : { path: 'convoyId', expected: 'a convoy on the roster', got: convoyId }
  throw new Failure('missing', `The engagement was not recorded: expected ${fault.expected}, got ${fault.got}.`, {
    faults: [{ code: 'missing', ...fault }],
  })
}
