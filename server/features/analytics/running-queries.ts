import { randomUUID } from 'node:crypto'
import { describe, Failure, invalid } from '../../../lib/errors.ts'
import { parseId } from '../../../schema/ids.ts'
import { type Actor, isAllowed } from '../../../schema/permissions.ts'
import type { Clock } from '../../ports/clock.ts'

/** A query on its way, as its caller sees it. */
export interface QueryState {
  queryId: string
  /** The question's name, or `sql`. */
  asked: string
  elapsedMs: number
  /** 0 … 100, as far as the database can tell. */
  progressPct: number
}

interface RunningQuery {
  queryId: string
  /** Aborts when the query is cancelled. */
  signal: AbortSignal
  progress(percent: number): void
  /** To be called once it has ended, however it did. */
  end(): void
}

/** The queries that this process is running, by id: those of questions and of the SQL console alike. */
export interface RunningQueries {
  /**
   * `queryId` is chosen by the caller, so that it can cancel before it hears anything; absent: a new one. Throws `invalid` for one
   * that is no UUID, and `conflict` for one that is running.
   */
  start(actor: Actor, asked: string, queryId?: unknown): RunningQuery
  /** Throws `missing` for a query that is not running, or is another person's and the actor is no admin. */
  find(actor: Actor, queryId: string): QueryState
  /** Aborts its signal; it ends soon after. Throws as `find` does. */
  cancel(actor: Actor, queryId: string): QueryState
}

interface Entry {
  actor: Actor
  asked: string
  startedMs: number
  progressPct: number
  stop: AbortController
}

export function createRunningQueries(clock: Pick<Clock, 'monotonicMs'>): RunningQueries {
  const running = new Map<string, Entry>()

  function entryOf(actor: Actor, given: string): [queryId: string, Entry] {
    const queryId = parseId(given) ?? given
    const entry = running.get(queryId)
    if (entry && (entry.actor.name === actor.name || isAllowed(actor, 'system:write'))) return [queryId, entry]
    throw new Failure('missing', `No query ${describe(given)} is running, expected one of yours.`)
  }
  const stateOf = ([queryId, { asked, startedMs, progressPct }]: [string, Entry]): QueryState => ({
    ...{ queryId, asked, progressPct },
    elapsedMs: Math.round(clock.monotonicMs() - startedMs),
  })

  return {
    start(actor, asked, given) {
      const queryId = given == null ? randomUUID() : parseId(given)
      if (queryId === null) throw invalid('queryId', 'a UUID', describe(given))
      if (running.has(queryId)) throw new Failure('conflict', `Query ${queryId} is running, expected a new id.`)
      const stop = new AbortController()
      const entry: Entry = { actor, asked, startedMs: clock.monotonicMs(), progressPct: 0, stop }
      running.set(queryId, entry)
      return {
        queryId,
        signal: stop.signal,
        progress(percent) {
          entry.progressPct = Math.max(entry.progressPct, percent)
        },
        end: () => void running.delete(queryId),
      }
    },
    find: (actor, queryId) => stateOf(entryOf(actor, queryId)),
    cancel(actor, queryId) {
      const found = entryOf(actor, queryId)
      found[1].stop.abort()
      return stateOf(found)
    },
  }
}
