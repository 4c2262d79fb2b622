import type { StreamStatus } from '../api/convoy-events.ts'
import type { FeedStatus } from '../feed/feed.ts'
import { formatAge, formatCount, formatUtc } from './format.ts'
import { actionWords, linkWords, phrases, type Tone } from './words.ts'

export interface LinkBadge {
  word: (typeof linkWords)[keyof typeof linkWords]
  /** The number beside the word; counts, so it is not announced. */
  detail: string
  tone: Tone
  /** What it means and what to do: announced when it changes, shown on hover. */
  advice: string
}

export interface LinkFacts {
  kind: 'live' | 'replay'
  /** The stream of events, a socket of its own. */
  stream: StreamStatus
  /** The map is there to show the picture. */
  isMapDrawn: boolean
  nowMs: number
  /** How many times faster than it was the past plays; 0 while paused or live. */
  rate: number
}

/** The badge never says more than is known: the worst of positions and events, and the age of what is shown. */
export function linkBadge(status: FeedStatus, { kind, stream, isMapDrawn, nowMs, rate }: LinkFacts): LinkBadge {
  const { state, completeUpToMs } = status
  if (kind === 'replay') return replayBadge(status, rate)
  const flows = state === 'live' || state === 'resynced'
  if (flows && !isMapDrawn)
    return { word: linkWords.loading, detail: 'map', tone: 'busy', advice: 'The map is loading.' }
  if (flows && stream.state !== 'connected') return withoutEvents(stream)
  const age = formatAge(completeUpToMs === null ? null : nowMs - completeUpToMs)
  const events = (count: number) => `${formatCount(count)} ${count === 1 ? 'event' : 'events'}`
  switch (state) {
    case 'live':
      return { word: linkWords.live, detail: age, tone: 'good', advice: 'The picture is current.' }
    case 'behind':
      return { word: linkWords.behind, detail: age, tone: 'watch', advice: 'The picture is older than it should be.' }
    case 'resyncing':
      return { word: linkWords.behind, detail: age, tone: 'watch', advice: 'Connected. Loading what was missed.' }
    case 'resynced':
      return {
        word: linkWords.resynced,
        detail: `${formatUtc(status.sinceMs)} · ${events(stream.state === 'connected' ? stream.recovered : 0)} recovered`,
        tone: 'good',
        advice: 'The connection was lost and is back. Nothing was missed.',
      }
    case 'dropped':
      return {
        word: linkWords.dropped,
        detail: Number.isFinite(status.dropped) ? formatCount(status.dropped) : 'unknown number',
        tone: 'bad',
        advice: 'Events were lost. The picture has been loaded again; reload the page if numbers look wrong.',
      }
    case 'offline':
      return {
        word: linkWords.offline,
        detail: completeUpToMs === null ? '' : `for ${age}`,
        tone: 'watch',
        advice: `${phrases.noContact}. What you see is old. Reconnecting automatically.`,
      }
    case 'loading':
      return { word: linkWords.loading, detail: '', tone: 'busy', advice: 'The first picture is loading.' }
    default:
      return { word: linkWords.connecting, detail: '', tone: 'busy', advice: phrases.waitingForPicture }
  }
}

/** Never a word or tone of the live picture. */
function replayBadge({ state }: FeedStatus, rate: number): LinkBadge {
  if (state === 'unavailable')
    return {
      ...{ word: linkWords.offline, detail: 'replay', tone: 'watch' },
      advice: `The past can’t be loaded. ${phrases.retrying}`,
    }
  if (state === 'unrecorded')
    return { word: linkWords.unrecorded, detail: '', tone: 'watch', advice: `${phrases.notRecorded}.` }
  const isSeeking = state === 'seeking'
  return {
    word: linkWords.replay,
    detail: isSeeking ? 'loading' : rate === 0 ? 'paused' : `${rate}×`,
    tone: 'busy',
    advice: isSeeking ? 'This instant is loading.' : `The past is shown. ${actionWords.live} with 0.`,
  }
}

function withoutEvents(stream: StreamStatus): LinkBadge {
  if (stream.state === 'failed')
    return {
      word: linkWords.dropped,
      detail: 'events',
      tone: 'bad',
      advice: `${stream.failure.message} Reload the page.`,
    }
  if (stream.state === 'connecting' && stream.attempt === 0)
    return {
      word: linkWords.loading,
      detail: 'events',
      tone: 'busy',
      advice: 'Positions are shown, events are loading.',
    }
  const advice = 'Positions are current; engagements, ranks and changes of leader are not. Reconnecting automatically.'
  return { word: linkWords.behind, detail: 'events', tone: 'watch', advice }
}
