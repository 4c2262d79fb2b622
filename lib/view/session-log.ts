import type { LeadershipReason, LeadershipState } from '../../schema/leadership.ts'
import type { ConvoyEventItem } from '../api/convoy-events.ts'
import { createLeaderSuccession } from './leader-succession.ts'
import { reasonWords, type Tone } from './words.ts'

type Change = Extract<ConvoyEventItem, { __typename: 'LeadershipEvent' }>['change']

export interface Mark {
  sequence: string
  atMs: number
  convoyId: string
  kind: 'handover' | 'alert' | 'rank'
  tone: Tone
  text: string
}

export const maxMarks = 200

const troubles: Partial<Record<LeadershipReason, Tone>> = {
  two_leaders: 'bad',
  heartbeat_lost: 'bad',
  term_doubted: 'watch',
  terms_restarted: 'watch',
  reset: 'watch',
}

/** Reads events in order: what each leaves on the timeline, or null. A rank mark is a change of first place. */
export function createMarkReader(callsignOf: (id: string) => string): (event: ConvoyEventItem) => Mark | null {
  const succession = createLeaderSuccession<string, string>()

  function ofLeadership(base: Pick<Mark, 'sequence' | 'convoyId' | 'atMs'>, change: Change): Mark | null {
    const convoy = callsignOf(base.convoyId)
    const reason = change.reason.toLowerCase() as LeadershipReason
    const { leaderIdBefore, leaderIdAfter, rivalIdAfter } = change
    // Also the first change that is heard of says who led before it; a split brain has two who do.
    if (change.stateBefore !== 'SPLIT_BRAIN')
      succession.next(base.convoyId, { state: 'healthy', leaderId: leaderIdBefore, rivalId: null })
    const state = change.stateAfter.toLowerCase() as LeadershipState
    const handover = succession.next(base.convoyId, { state, leaderId: leaderIdAfter, rivalId: rivalIdAfter })
    const detail = `T${change.termAfter} (${reasonWords[reason]})`
    if (handover) {
      const text = `${convoy}: ${callsignOf(handover.toId)} leads after ${callsignOf(handover.fromId)}, ${detail}`
      return { ...base, kind: 'handover', tone: 'busy', text }
    }
    const tone = troubles[reason]
    if (!tone) return null
    const doubted = reason === 'term_doubted' && change.doubtDroneId
    const about = doubted ? ` (T${change.doubtTerm}, reported by ${callsignOf(doubted)})` : ''
    const by = change.resetBy ? ` (${[change.resetBy, change.resetReason].filter(Boolean).join(': ')})` : ''
    return { ...base, kind: 'alert', tone, text: `${convoy}: ${reasonWords[reason]}${about}${by}` }
  }

  return (event) => {
    const base = { sequence: event.sequence, convoyId: event.convoyId, atMs: Date.parse(event.timestamp) }
    if (event.__typename === 'RankEvent') {
      if (event.rankAfter !== 1 || event.rankBefore === 1 || event.rankBefore === null) return null
      const text = `${callsignOf(event.convoyId)}: ${event.callsign} takes first place`
      return { ...base, kind: 'rank', tone: 'quiet', text }
    }
    return event.__typename === 'LeadershipEvent' ? ofLeadership(base, event.change) : null
  }
}

/** The marks with one more, oldest first; the oldest give way beyond `maxMarks`. */
export const addMark = (marks: readonly Mark[], mark: Mark): Mark[] => [...marks.slice(1 - maxMarks), mark]
