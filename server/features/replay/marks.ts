/** Which events are marked on the timeline. */
import type { ConvoyEvent } from '../../../schema/events.ts'
import type { LeadershipChange } from '../../../schema/leadership.ts'
import type { EngagementRow } from '../../repositories/engagements.ts'
import type { Mark } from '../../repositories/recorded-activity.ts'

export function toMark(event: ConvoyEvent): Mark | null {
  if (event.kind === 'leadership') return toLeadershipMark(event)
  if (event.kind !== 'rank') return null
  const kind = placeKindOf(event.rankBefore, event.rankAfter)
  return kind && { convoyId: event.convoyId, atMs: event.atMs, kind, droneId: event.droneId }
}

/** The same as the event of it has. */
export function toEngagementMark({ convoyId, droneId, recordedAtMs, placement }: EngagementRow): Mark | null {
  const kind = placement ? placeKindOf(placement.before, placement.after) : null
  return kind && { convoyId, atMs: recordedAtMs, kind, droneId }
}

function placeKindOf(before: number | null, after: number): 'first_place' | 'first_place_lost' | null {
  if ((before === 1) === (after === 1)) return null
  return after === 1 ? 'first_place' : 'first_place_lost'
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
