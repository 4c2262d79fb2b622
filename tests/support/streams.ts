/** Streams of events through the links of the page, without its cache: many clients in one process. */
import { InMemoryCache } from '@apollo/client/cache'
import { ApolloClient } from '@apollo/client/core'
import { ApolloLink } from '@apollo/client/link'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { WebSocket } from 'ws'
import { createResumeLink } from '../../components/api/resume-link.ts'
import { createSocket } from '../../components/api/socket.ts'
import type { ConvoyEventItem, ConvoyEventsItem, StreamStatus } from '../../lib/api/convoy-events.ts'
import { ConvoyEventsDocument } from '../../lib/api/documents.generated.ts'

export interface ConvoyEventsListener {
  /** In order, none twice. */
  onEvent(event: ConvoyEventItem): void
  onStatus?(status: StreamStatus): void
  onGap?(): void
}

export interface Streams {
  /** Follows these convoys (all: null) until the returned function is called. `after` resumes from a sequence known from before. */
  convoyEvents(convoyIds: readonly string[] | null, listener: ConvoyEventsListener, after?: string): () => void
  close(): void
}

/** Operations carry a client; the links do nothing with it. */
const client = new ApolloClient({ cache: new InMemoryCache(), link: ApolloLink.empty() })

/** All streams on one socket; each reconnects by itself and resumes where it was. */
export function openStreams({ url, random = Math.random }: { url: string; random?: () => number }): Streams {
  const socket = createSocket({ url, webSocketImpl: WebSocket })
  const stops = new Set<() => void>()
  return {
    convoyEvents(convoyIds, { onEvent, onStatus = () => {}, onGap = () => {} }, after) {
      const link = createResumeLink({ random, onStatus, onGap }).concat(new GraphQLWsLink(socket))
      const variables = { convoyIds, after: after ?? null }
      const following = ApolloLink.execute(link, { query: ConvoyEventsDocument, variables }, { client }).subscribe({
        next({ data }) {
          const { convoyEvents: item } = data as { convoyEvents: ConvoyEventsItem }
          if (item.__typename !== 'StreamNotice') onEvent(item)
        },
        error: () => {}, // told as a status
      })
      const stop = () => following.unsubscribe()
      stops.add(stop)
      return stop
    },
    close() {
      for (const stop of stops) stop()
      void socket.dispose()
    },
  }
}
