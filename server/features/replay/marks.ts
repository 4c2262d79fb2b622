/** Which events are marked on the timeline. */
import type { ConvoyEvent } from '../../../schema/events.ts'
import type { LeadershipChange } from '../../../schema/leadership.ts'
import type { EngagementRow } from '../../repositories/engagements.ts'
import type { Mark } from '../../repositories/recorded-activity.ts'

export function toMark(event: ConvoyEvent): Mark | null {
  if (event.kind === 'leadership') return toLeadershipMark(event)
  if (event.kind !== 'rank' || event.rankAfter !== 1 || event.rankBefore === 1) return null
  return { convoyId: event.convoyId, atMs: event.atMs, kind: 'first_place', droneId: event.droneId }
}

/** The same as the event of it has. */
export function toEngagementMark({ convoyId, droneId, recordedAtMs, placement }: EngagementRow): Mark | null {
  if (placement?.after !== 1 || placement.before === 1) return null
  return { convoyId, atMs: recordedAtMs, kind: 'first_place', droneId }
}

export function toLeadershipMark({ convoyId, atMs, before, after }: LeadershipChange): Mark | null {
  const leaderId = after.leaderId
  if (after.state !== before.state && after.state === 'split_brain')
    return { convoyId, atMs, kind: 'split_brain', droneId: leaderId }
  if (leaderId !== null && leaderId !== before.leaderId) return { convoyId, atMs, kind: 'handover', droneId: leaderId }
  if (after.state !== before.state && after.state === 'lost')
    return { convoyId, atMs, kind: 'leader_lost', droneId: null }
  return null
}
