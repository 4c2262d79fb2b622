import type { ApolloClient } from '@apollo/client/core'
import type { ConvoyEventItem, StreamStatus } from '../../lib/api/convoy-events.ts'
import { ConvoyEventsDocument } from '../../lib/api/documents.generated.ts'
import { createValueStore, type ReadableStore } from '../shell/value-store.ts'
import { openStreamingClient } from './client.ts'
import { feedCache } from './feed-cache.ts'
import { afterIdleMs } from './idle-timer.ts'
import type { SocketOptions } from './socket.ts'

/** An event, once the cache has been moved on by it. `agrees` is false when a board that is held must be loaded again. */
export type EventListener = (event: ConvoyEventItem, agrees: boolean) => void

export interface EventHub {
  readonly status: ReadableStore<StreamStatus>
  /** Every event from now on, in order. */
  onEvent(listener: EventListener): () => void
  /** The server is in contact again: what failed without it is worth another try now. */
  onConnected(listener: () => void): () => void
}

export interface Api {
  client: ApolloClient
  events: EventHub
  close(): void
}

export interface ApiOptions extends SocketOptions {
  nowMs(): number
  /** A resume has lost events, however many. */
  onDropped(): void
  random?: () => number
}

/** The stream begins in a moment; what is loaded before it would only be loaded again then. */
const streamWaitMs = 2_000
/** Records leave the lists of the cache without leaving the cache: it is tidied after so many. */
const eventsPerTidying = 500

/** Opens the page's one client and its one subscription, whose events feed the cache first and then those who listen. */
export function openApi(options: ApiOptions): Api {
  const { nowMs, onDropped, random = Math.random } = options
  const status = createValueStore<StreamStatus>({ state: 'connecting', attempt: 0 })
  const onEvent = new Set<EventListener>()
  const onConnected = new Set<() => void>()
  const ready = Promise.withResolvers<void>()
  let isLate = false
  let eventCount = 0
  const stopWaiting = afterIdleMs(streamWaitMs, () => {
    isLate = true
    ready.resolve()
  })

  const refetch = () => void client.refetchQueries({ include: 'active' }).catch(() => {}) // whoever watches it sees the failure
  const { client, close } = openStreamingClient({
    ...options,
    random,
    ready: ready.promise,
    onGap() {
      onDropped()
      refetch()
    },
    onStatus(next) {
      status.set(next)
      if (next.state !== 'connected') return
      stopWaiting()
      ready.resolve()
      if (isLate) refetch()
      isLate = false
      for (const listener of onConnected) listener()
    },
  })
  const events = client.subscribe({
    query: ConvoyEventsDocument,
    variables: { convoyIds: null },
    fetchPolicy: 'no-cache',
  })
  const subscription = events.subscribe(({ data }) => {
    const event = data?.convoyEvents
    if (!event || event.__typename === 'StreamNotice') return
    const agrees = feedCache(client.cache, event, nowMs())
    for (const listener of onEvent) listener(event, agrees)
    eventCount += 1
    if (eventCount % eventsPerTidying === 0) client.cache.gc()
  })
  return {
    client,
    events: {
      status,
      onEvent: (listener) => listen(onEvent, listener),
      onConnected: (listener) => listen(onConnected, listener),
    },
    close() {
      stopWaiting()
      subscription.unsubscribe()
      close()
    },
  }
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}
