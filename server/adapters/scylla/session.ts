/** Requests to the database: so many at a time, so many in waiting, and none once it is closed. */
import type cassandra from 'cassandra-driver'
import { Failure } from '../../../lib/errors.ts'
import type { Encoded } from './codecs.ts'
import type { Client } from './connect.ts'
import { type Attempt, toFailure } from './failures.ts'

const maxInFlight = 384
/** Beyond so many that wait, a request is refused at once: a slow database must not fill the memory. */
const maxWaiting = 16_384
/** Calls of methods under way, those included that wait for others on the same row. */
const maxCalls = 32_768
const retryAfterMs = 1_000

export interface Session {
  /** Runs a statement. Rejects with what the driver rejects with, or a Failure `limited` for a full queue: it was not sent. */
  execute(cql: string, params: Encoded[], options?: cassandra.QueryOptions): Promise<cassandra.types.ResultSet>
  /** Writes rows of one partition at once. */
  batch(cql: string, params: readonly Encoded[][]): Promise<void>
  /** Runs a method of `Tables`: refuses once closed or when too many run, and turns what the driver throws into Failures. */
  run<R>(attempt: Attempt, work: () => Promise<R>): Promise<R>
  close(): Promise<void>
}

interface Waiting {
  start(): void
  reject(failure: Failure): void
  sinceMs: number
}

/** Nothing is known of the database but that more is asked of it than it does: it is not away. */
const overloaded = (what: string) =>
  new Failure('limited', `The database has too much to do: ${what}.`, { retryAfterMs })

export function createSession(client: Client, requestTimeoutMs: number): Session {
  let inFlight = 0
  const waiting: Waiting[] = []
  let methods = 0
  let onIdle: (() => void) | null = null
  let closing: Promise<void> | null = null

  async function withSlot<R>(send: () => Promise<R>): Promise<R> {
    if (inFlight < maxInFlight) inFlight++
    else if (waiting.length >= maxWaiting) throw overloaded(`${maxWaiting} requests wait for it already`)
    else await new Promise<void>((start, reject) => waiting.push({ start, reject, sinceMs: performance.now() }))
    try {
      return await send()
    } finally {
      releaseSlot()
    }
  }

  /** Gives the place of a request that has ended to the next that has not waited too long. */
  function releaseSlot(): void {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const waitedMs = performance.now() - next.sinceMs
      if (waitedMs < requestTimeoutMs) {
        next.start()
        return
      }
      next.reject(overloaded(`a request has waited ${Math.round(waitedMs)} ms for its turn`))
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
      if (methods >= maxCalls) throw overloaded(`${maxCalls} calls are under way`)
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
