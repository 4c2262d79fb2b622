import type { LeadershipState } from '../../schema/leadership.ts'
import type { ConvoyTrack, FleetPicture } from '../feed/feed.ts'
import { leadershipWords, lostWords, phrases, type Tone, termWords } from './words.ts'

export interface Alert {
  convoyId: string
  word: string
  tone: Tone
  /** Null: not recorded. */
  sinceMs: number | null
}

const gravity: Partial<Record<LeadershipState, number>> = { split_brain: 0, lost: 1, suspect: 3, electing: 4 }
const lostDronesGravity = 2
const doubtGravity = 2.5

/** Convoys whose leadership is in trouble or whose drones are lost: the gravest first, then the one that lasts longest. */
export function alertsOf(
  convoys: Iterable<Pick<ConvoyTrack, 'convoyId' | 'leadership' | 'counts' | 'isKnown'>>,
): Alert[] {
  const found: (Alert & { order: number })[] = []
  for (const { convoyId, leadership, counts, isKnown } of convoys) {
    if (!isKnown) continue
    const order = gravity[leadership.state]
    const { word, tone } = leadershipWords[leadership.state]
    if (order !== undefined) found.push({ convoyId, word, tone, sinceMs: leadership.sinceMs, order })
    if (leadership.doubt)
      found.push({ convoyId, word: termWords.termInDoubt, tone: 'watch', sinceMs: null, order: doubtGravity })
    if (counts.lost > 0)
      found.push({
        convoyId,
        word: lostWords(counts.lost),
        tone: 'bad',
        sinceMs: null,
        order: lostDronesGravity,
      })
  }
  return found.sort((a, b) => a.order - b.order || (a.sinceMs ?? Infinity) - (b.sinceMs ?? Infinity))
}

/** What stands in place of alerts when there are none to tell. */
export function calmWords({ link, counts }: Pick<FleetPicture, 'link' | 'counts'>): { word: string; tone: Tone } {
  if (link.state === 'seeking') return { word: phrases.loading, tone: 'quiet' }
  if (link.state === 'unrecorded' || link.state === 'unavailable') return { word: 'Alerts unknown', tone: 'watch' }
  if (link.completeUpToMs === null) return { word: phrases.loading, tone: 'quiet' }
  if (counts.unknown > 0 || link.state === 'offline') return { word: 'No contact: alerts unknown', tone: 'watch' }
  return { word: 'No alerts', tone: 'quiet' }
}
