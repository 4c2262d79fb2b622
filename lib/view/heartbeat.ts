import { lostAfterIntervals, suspectAfterIntervals } from '../../schema/leadership.ts'
import type { ConvoyTrack } from '../feed/feed.ts'
import type { Tone } from './words.ts'

export interface Heartbeat {
  /** Since the leader's last proof of life; null before the first. */
  ageMs: number | null
  /** 0 just now … 1 lost. */
  share: number
  /** Where on the bar suspicion begins. */
  suspectShare: number
  tone: Tone
}

/**
 * The leader's proof of life as a bar that fills until the leader counts as lost. The age counts on; the bar and its tone are
 * judged at the instant the convoy was last heard, for silence on our own link says nothing about the leader.
 */
export function heartbeatOf(
  convoy: { leadership: Pick<ConvoyTrack['leadership'], 'heartbeatAtMs' | 'heartbeatIntervalMs'> } & Pick<
    ConvoyTrack,
    'heardAtMs' | 'isKnown'
  >,
  nowMs: number,
): Heartbeat {
  const { heartbeatAtMs, heartbeatIntervalMs } = convoy.leadership
  const suspectShare = suspectAfterIntervals / lostAfterIntervals
  if (heartbeatAtMs === null) return { ageMs: null, share: 0, suspectShare, tone: 'quiet' }
  const heardAgeMs = Math.max(0, convoy.heardAtMs - heartbeatAtMs)
  const share = Math.min(1, heardAgeMs / (lostAfterIntervals * heartbeatIntervalMs))
  const tone = !convoy.isKnown ? 'unknown' : share >= 1 ? 'bad' : share >= suspectShare ? 'watch' : 'good'
  return { ageMs: Math.max(0, nowMs - heartbeatAtMs), share, suspectShare, tone }
}
