import type { StreamStatus } from '../api/subscribe.ts'
import type { FeedStatus } from '../feed/feed.ts'
import { formatAge, formatCount, formatUtc } from './format.ts'
import type { Tone } from './words.ts'

export interface LinkBadge {
  word: 'LIVE' | 'BEHIND' | 'RESYNCED' | 'DROPPED' | 'OFFLINE' | 'CONNECTING' | 'REPLAY'
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
}

/** The badge never says more than is known: the worst of positions and events, and the age of the oldest thing shown. */
export function linkBadge(status: FeedStatus, { kind, stream }: LinkFacts): LinkBadge {
  if (kind === 'replay') return { word: 'REPLAY', detail: '', tone: 'busy', advice: 'Shows the past.' }
  const flows = status.state === 'live' || status.state === 'resynced'
  if (flows && stream.state !== 'connected') return withoutEvents(stream)
  const age = formatAge(status.behindMs)
  const events = (count: number) => `${formatCount(count)} ${count === 1 ? 'event' : 'events'}`
  switch (status.state) {
    case 'live':
      return { word: 'LIVE', detail: age, tone: 'good', advice: 'The picture is current.' }
    case 'behind':
      return { word: 'BEHIND', detail: age, tone: 'watch', advice: 'The picture is older than it should be.' }
    case 'resynced':
      return {
        word: 'RESYNCED',
        detail: `${formatUtc(status.sinceMs)} · ${events(status.recovered)} recovered`,
        tone: 'good',
        advice: 'The link was cut and is back. Nothing was missed.',
      }
    case 'dropped':
      return {
        word: 'DROPPED',
        detail: Number.isFinite(status.dropped) ? formatCount(status.dropped) : 'unknown number',
        tone: 'bad',
        advice: 'Events were lost. The picture has been loaded anew; reload the page if numbers look wrong.',
      }
    case 'offline':
      return {
        word: 'OFFLINE',
        detail: status.behindMs > 0 ? `for ${age}` : '',
        tone: 'bad',
        advice: 'No answer from the server. What you see is old; it reconnects by itself.',
      }
    default:
      return { word: 'CONNECTING', detail: '', tone: 'busy', advice: 'Waiting for the first picture.' }
  }
}

function withoutEvents(stream: StreamStatus): LinkBadge {
  if (stream.state === 'failed')
    return { word: 'DROPPED', detail: 'events', tone: 'bad', advice: `${stream.failure.message} Reload the page.` }
  if (stream.state === 'connecting' && stream.attempt === 0)
    return {
      word: 'CONNECTING',
      detail: 'events',
      tone: 'busy',
      advice: 'Positions are here, events are on their way.',
    }
  const advice = 'Positions are current; engagements, ranks and changes of leader are not. It reconnects by itself.'
  return { word: 'BEHIND', detail: 'events', tone: 'watch', advice }
}
