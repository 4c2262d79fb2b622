import type { LeadershipState } from '../../schema/leadership.ts'
import type { ConvoyTrack } from '../feed/feed.ts'
import { leadershipWords, type Tone } from './words.ts'

export interface Alert {
  convoyId: string
  state: LeadershipState
  word: string
  tone: Tone
  sinceMs: number
}

const gravity: Partial<Record<LeadershipState, number>> = { split_brain: 0, lost: 1, suspect: 2, electing: 3 }

/** Convoys whose leadership is in trouble: the gravest first, then the one that lasts longest. */
export function leadershipAlerts(convoys: Iterable<ConvoyTrack>): Alert[] {
  return [...convoys]
    .filter(({ leadership }) => leadership.state in gravity)
    .map(({ convoyId, leadership: { state, sinceMs } }) => {
      const { word, tone } = leadershipWords[state]
      return { convoyId, state, word, tone, sinceMs }
    })
    .sort((a, b) => (gravity[a.state] ?? 9) - (gravity[b.state] ?? 9) || a.sinceMs - b.sinceMs)
}
