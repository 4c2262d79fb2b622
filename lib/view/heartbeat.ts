import { lostAfterIntervals, suspectAfterIntervals } from '../../schema/leadership.ts'
import type { LeadershipTrack } from '../feed/feed.ts'
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

/** The leader's proof of life as a bar that fills until the leader counts as lost. */
export function heartbeatOf(
  leadership: Pick<LeadershipTrack, 'heartbeatAtMs' | 'heartbeatIntervalMs'>,
  nowMs: number,
): Heartbeat {
  const suspectShare = suspectAfterIntervals / lostAfterIntervals
  if (leadership.heartbeatAtMs === null) return { ageMs: null, share: 0, suspectShare, tone: 'quiet' }
  const ageMs = Math.max(0, nowMs - leadership.heartbeatAtMs)
  const share = Math.min(1, ageMs / (lostAfterIntervals * leadership.heartbeatIntervalMs))
  return { ageMs, share, suspectShare, tone: share >= 1 ? 'bad' : share >= suspectShare ? 'watch' : 'good' }
}
