import type { LeadershipReason } from '../../schema/leadership.ts'
import type { ConvoyEventItem } from '../api/subscribe.ts'
import { reasonWords, type Tone } from './words.ts'

export interface Mark {
  sequence: string
  atMs: number
  convoyId: string
  kind: 'handover' | 'alert' | 'rank'
  tone: Tone
  text: string
}

export const maxMarks = 200

const troubles: Partial<Record<LeadershipReason, Tone>> = { two_leaders: 'bad', heartbeat_lost: 'bad' }

/** What an event leaves on the timeline; null for those that leave nothing. A rank mark is a change of first place. */
export function markOf(event: ConvoyEventItem, callsignOf: (id: string) => string): Mark | null {
  const base = { sequence: event.sequence, convoyId: event.convoyId, atMs: Date.parse(event.timestamp) }
  const convoy = callsignOf(event.convoyId)
  if (event.__typename === 'RankEvent') {
    if (event.rankAfter !== 1 || event.rankBefore === 1 || event.rankBefore === null) return null
    return { ...base, kind: 'rank', tone: 'quiet', text: `${convoy}: ${event.callsign} takes first place` }
  }
  if (event.__typename !== 'LeadershipEvent') return null
  const { change } = event
  const reason = change.reason.toLowerCase() as LeadershipReason
  if (change.leaderIdAfter && change.leaderIdBefore && change.leaderIdAfter !== change.leaderIdBefore)
    return {
      ...base,
      kind: 'handover',
      tone: 'busy',
      text: `${convoy}: ${callsignOf(change.leaderIdAfter)} leads, T${change.termAfter} (${reasonWords[reason]})`,
    }
  const tone = troubles[reason]
  return tone ? { ...base, kind: 'alert', tone, text: `${convoy}: ${reasonWords[reason]}` } : null
}

/** The marks with one more, oldest first; the oldest give way beyond `maxMarks`. */
export const addMark = (marks: readonly Mark[], mark: Mark): Mark[] => [...marks.slice(1 - maxMarks), mark]
