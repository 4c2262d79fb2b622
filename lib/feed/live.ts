import type { ConvoyId } from '../../schema/ids.ts'
import type { Feed } from './feed.ts'

/** The part of a browser's WebSocket that the feed uses. */
export type WebSocketConstructor = new (url: string) => WebSocket

export interface LiveFeedOptions {
  /** `ws://host/ws/live`. */
  url: string
  /** Every convoy when absent. */
  convoyIds?: readonly ConvoyId[]
  rateHz?: 4 | 2 | 1
  now?: () => number
  WebSocket?: WebSocketConstructor
}

export interface LiveFeed extends Feed {
  /** For the stream of events, which the badge speaks of too: recovered and lost at its last resume. */
  noteEvents(recovered: number, dropped: number): void
}

/** Opens the live picture. Connects at once and again after every cut, until closed. */
export function openLiveFeed(_options: LiveFeedOptions): LiveFeed {
  throw new Error('not yet')
}
