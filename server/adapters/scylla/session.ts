/** Limits requests to the database: a maximum in flight, a maximum queued, and none once closed. */
import type cassandra from 'cassandra-driver'
import { Failure } from '../../../lib/errors.ts'
import type { Encoded } from './codecs.ts'
import type { Client } from './connect.ts'
import { type Attempt, toFailure } from './failures.ts'

const maxInFlight = 384
/** With this many queued, further requests are refused: a slow database must not exhaust memory. */
const maxWaiting = 16_384
/** Method calls in progress, including those waiting for others on the same row. */
const maxCalls = 32_768
const retryAfterMs = 1_000

export interface Session {
  /** Executes a statement. Rejects with the driver's error, or with a Failure `limited` if the queue is full and it was not sent. */
  execute(cql: string, params: Encoded[], options?: cassandra.QueryOptions): Promise<cassandra.types.ResultSet>
  /** Writes rows of one partition in one request. */
  batch(cql: string, params: readonly Encoded[][]): Promise<void>
  /** Runs a method of `Tables`: refuses when closed or overloaded, and converts driver errors to Failures. */
  run<R>(attempt: Attempt, work: () => Promise<R>): Promise<R>
  close(): Promise<void>
}

interface Waiting {
  start(): void
  reject(failure: Failure): void
  sinceMs: number
}

/** `limited` and not `unavailable`: a full queue does not mean that the database is down. */
const overloaded = (what: string) => new Failure('limited', `The database is overloaded: ${what}.`, { retryAfterMs })

export function createSession(client: Client, requestTimeoutMs: number): Session {
  let inFlight = 0
  const waiting: Waiting[] = []
  let methods = 0
  let onIdle: (() => void) | null = null
  let closing: Promise<void> | null = null

  async function withSlot<R>(send: () => Promise<R>): Promise<R> {
    if (inFlight < maxInFlight) inFlight++
    else if (waiting.length >= maxWaiting) throw overloaded(`${maxWaiting} requests are queued already`)
    else await new Promise<void>((start, reject) => waiting.push({ start, reject, sinceMs: performance.now() }))
    try {
      return await send()
    } finally {
      releaseSlot()
    }
  }

  /** Passes the slot of a finished request to the next queued one that has not waited too long. */
  function releaseSlot(): void {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const waitedMs = performance.now() - next.sinceMs
      if (waitedMs < requestTimeoutMs) {
        next.start()
        return
      }
      next.reject(overloaded(`a request was queued for ${Math.round(waitedMs)} ms`))
    }
    inFlight--
  }

  return {
    execute: (cql, params, options) =>
      withSlot(() =>
        client.execute(cql, params, { prepare: true, autoPage: false, readTimeout: requestTimeoutMs, ...options }),
      ),
    async batch(cql, params) {
      const queries = params.map((row) => ({ query: cql, params: row }))
      await withSlot(() =>
        client.batch(queries, { prepare: true, logged: false, isIdempotent: true, readTimeout: requestTimeoutMs }),
      )
    },
    async run(attempt, work) {
      if (closing) throw new Failure('unavailable', 'The store is closed.')
      if (methods >= maxCalls) throw overloaded(`${maxCalls} calls are in progress`)
      methods++
      try {
        return await work()
      } catch (error) {
        throw toFailure(error, attempt)
      } finally {
        if (--methods === 0) onIdle?.()
      }
    },
    close() {
      closing ??= (async () => {
        if (methods > 0)
          await new Promise<void>((resolve) => {
            onIdle = resolve
          })
        await client.shutdown()
      })()
      return closing
    },
  }
}
