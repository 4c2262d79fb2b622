/** All subscriptions of a page on one WebSocket; each reconnects by itself and resumes where it was. */
import { print } from 'graphql'
import { createClient } from 'graphql-ws/client'
import { type Failure, isFailure } from '../errors.ts'
import { toFailure } from './client.ts'
import {
  ConvoyEventsDocument,
  type ConvoyEventsSubscription,
  type ConvoyEventsSubscriptionVariables,
} from './documents.generated.ts'

type Item = ConvoyEventsSubscription['convoyEvents']
export type StreamNotice = Extract<Item, { __typename: 'StreamNotice' }>
export type ConvoyEventItem = Exclude<Item, StreamNotice>

/** How a stream stands, in the order of a connection's life. `failed` is final. */
export type StreamStatus =
  | { state: 'connecting'; attempt: number }
  /** Events flow. `recovered` events were replayed since the cut, over every attempt; with `gap` what lay between is lost: load the picture again. */
  | { state: 'connected'; recovered: number; gap: boolean }
  | { state: 'disconnected'; retryInMs: number }
  | { state: 'failed'; failure: Failure }

export interface ConvoyEventsListener {
  /** In order, none twice. */
  onEvent(event: ConvoyEventItem): void
  onStatus(status: StreamStatus): void
}

export interface StreamsOptions {
  /** `ws:` or `wss:` address of /api/graphql. */
  url: string
  random?: () => number
  /** Resolves after `ms` or when the signal aborts. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>
  webSocketImpl?: unknown
}

export interface Streams {
  /** Follows these convoys (all: null) until the answer is called. `after` resumes from a sequence known from before. */
  convoyEvents(convoyIds: readonly string[] | null, listener: ConvoyEventsListener, after?: string): () => void
  close(): void
}

const firstRetryMs = 500
const longestRetryMs = 5_000
const pingEveryMs = 5_000
const pongWithinMs = 5_000

/** Full jitter, doubling: a thousand clients cut at once do not come back at once. At least 50 ms, at most 5 s. */
export function retryDelayMs(attempt: number, random: () => number): number {
  const ceiling = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(attempt, 10))
  return Math.round(50 + random() * (ceiling - 50))
}

export function openStreams(options: StreamsOptions): Streams {
  const { random = Math.random, sleep = sleepFor } = options
  const stop = new AbortController()
  const socket = createSocket(options)

  return {
    convoyEvents(convoyIds, listener, after) {
      const own = new AbortController()
      const signal = AbortSignal.any([own.signal, stop.signal])
      void follow(
        { socket, random, sleep, signal, listener },
        {
          variables: { convoyIds: convoyIds && [...convoyIds], after: after ?? null },
          recovered: 0,
        },
      )
      return () => own.abort()
    },
    close() {
      stop.abort()
      void socket.dispose()
    },
  }
}

interface Following {
  socket: ReturnType<typeof createClient>
  random: () => number
  sleep: (ms: number, signal: AbortSignal) => Promise<void>
  signal: AbortSignal
  listener: ConvoyEventsListener
}
interface Place {
  /** `after`: the newest sequence seen, after which the next attempt resumes. */
  variables: ConvoyEventsSubscriptionVariables
  /** Events replayed since the cut; a replay that is cut too goes on where it ended. */
  recovered: number
}

/** Connects again and again until the signal aborts or the server refuses for good. */
async function follow(following: Following, place: Place): Promise<void> {
  const { listener, signal, random, sleep } = following
  for (let attempt = 0; !signal.aborted; attempt++) {
    listener.onStatus({ state: 'connecting', attempt })
    const end = await readOnce(following, place, () => {
      attempt = 0
    })
    if (signal.aborted) return
    if (end && isFinal(end)) return listener.onStatus({ state: 'failed', failure: end })
    const retryInMs = retryDelayMs(attempt, random)
    listener.onStatus({ state: 'disconnected', retryInMs })
    await sleep(retryInMs, signal)
  }
}

/** What comes again however often it is asked. `limited` is a laggard's end and `unavailable` passes. */
const isFinal = (failure: Failure) => failure.code !== 'limited' && failure.code !== 'unavailable'

/** One subscription from start to end; answers the failure that ended it, null for a cut connection. */
function readOnce(following: Following, place: Place, onLive: () => void): Promise<Failure | null> {
  const { socket, signal, listener } = following
  let isReplayed = false
  const take = (item: Item) => {
    place.variables.after = item.sequence
    if (item.__typename !== 'StreamNotice') {
      if (isReplayed) place.recovered++
      return listener.onEvent(item)
    }
    isReplayed = item.kind === 'RESUMED'
    if (isReplayed) return
    onLive()
    const { recovered } = place
    place.recovered = 0
    listener.onStatus({ state: 'connected', recovered, gap: item.kind === 'GAP' })
  }
  return new Promise((resolve) => {
    const end = (failure: Failure | null) => {
      signal.removeEventListener('abort', release)
      resolve(failure)
    }
    // The client asks again with the same object after a clean close, so the place is kept in it.
    const payload = { query: print(ConvoyEventsDocument), variables: place.variables }
    const release = socket.subscribe<ConvoyEventsSubscription>(payload, {
      next: ({ data, errors }) => {
        if (data && !signal.aborted) take(data.convoyEvents)
        else if (errors?.[0]) end(toFailure(errors[0]))
      },
      error: (cause) => end(failureOf(cause)),
      complete: () => end(null),
    })
    signal.addEventListener('abort', release, { once: true })
  })
}

/** Refusals come as a list of GraphQL errors; anything else is the connection's end. */
function failureOf(cause: unknown): Failure | null {
  if (isFailure(cause)) return cause
  return Array.isArray(cause) && cause[0] ? toFailure(cause[0]) : null
}

/** A socket that notices a peer gone silent: no pong within 5 s ends it. */
function createSocket({ url, webSocketImpl }: StreamsOptions) {
  let pongDue: ReturnType<typeof setTimeout> | undefined
  const client = createClient({
    url,
    ...(webSocketImpl ? { webSocketImpl } : {}),
    retryAttempts: 0,
    lazyCloseTimeout: 1_000,
    // Long: of thousands that come back at once the last ones wait, and trying again would only lengthen the queue.
    connectionAckWaitTimeout: 15_000,
    keepAlive: pingEveryMs,
    on: {
      ping: (received) => {
        if (!received) pongDue = setTimeout(() => client.terminate(), pongWithinMs)
      },
      pong: (received) => {
        if (received) clearTimeout(pongDue)
      },
      closed: () => clearTimeout(pongDue),
    },
  })
  return client
}

function sleepFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
}
