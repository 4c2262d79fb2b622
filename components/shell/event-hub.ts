import type { ConvoyEventItem, StreamStatus, Streams } from '../../lib/api/subscribe.ts'
import { createValueStore, type ReadableStore } from './value-store.ts'

export interface EventHub {
  readonly status: ReadableStore<StreamStatus>
  /** Every event from now on, in order. */
  onEvent(listener: (event: ConvoyEventItem) => void): () => void
  /** Missed events are no longer available, or the stream started again: load what you hold again. */
  onReload(listener: () => void): () => void
  /** The server is in contact again: what failed without it is worth another try now. */
  onConnected(listener: () => void): () => void
  /** When to load what events change: at once while the stream runs; else with its beginning, or so much later if it does not come. */
  readonly firstLoadWithinMs: number
  close(): void
}

/** The stream begins in a moment; loading before it would only be repeated then. */
const streamWaitMs = 2_000

/** The one stream of events of the screen, shared by all who listen. `noteGap` is called when a resume has lost events, however many. */
export function createEventHub(streams: Streams, noteGap: () => void): EventHub {
  const status = createValueStore<StreamStatus>({ state: 'connecting', attempt: 0 })
  const onEvent = new Set<(event: ConvoyEventItem) => void>()
  const onReload = new Set<() => void>()
  const onConnected = new Set<() => void>()
  let wasConnected = false

  const stop = streams.convoyEvents(null, {
    onEvent: (event) => {
      for (const listener of onEvent) listener(event)
    },
    onStatus: (next) => {
      status.set(next)
      if (next.state !== 'connected') return
      if (wasConnected && next.gap) noteGap()
      if (!wasConnected || next.gap) for (const listener of onReload) listener()
      wasConnected = true
      for (const listener of onConnected) listener()
    },
  })
  const listen = <T>(listeners: Set<T>, listener: T) => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  }
  return {
    status,
    onEvent: (listener) => listen(onEvent, listener),
    onReload: (listener) => listen(onReload, listener),
    onConnected: (listener) => listen(onConnected, listener),
    get firstLoadWithinMs() {
      return status.get().state === 'connected' ? 0 : streamWaitMs
    },
    close: stop,
  }
}
