import { useEffect, useRef, useState } from 'react'
import { Failure, isFailure } from '../../../lib/errors.ts'
import { newQueryId, watchProgress } from '../queries.ts'
import { runSql, type SqlResult } from './sql-request.ts'

export interface SqlState {
  /** Of the last query that was answered. */
  result: SqlResult | null
  running: { isLong: boolean; progressPct: number | null } | null
  failure: { reason: string; isCancelled: boolean } | null
}

interface SqlRunner extends SqlState {
  /** Resolves with the number of rows; null: it failed. A query that still runs is given up. */
  run(sql: string): Promise<number | null>
  cancel(): void
}

/** Runs one query at a time; leaving the page cancels it. */
export function useSql(): SqlRunner {
  const [state, setState] = useState<SqlState>({ result: null, running: null, failure: null })
  const current = useRef<{ left: AbortController; cancelled: AbortController } | null>(null)
  useEffect(() => () => current.current?.left.abort(), [])
  return {
    ...state,
    async run(sql) {
      current.current?.left.abort()
      const { left, cancelled } = { left: new AbortController(), cancelled: new AbortController() }
      current.current = { left, cancelled }
      const signal = AbortSignal.any([left.signal, cancelled.signal])
      const queryId = newQueryId()
      setState(({ result }) => ({ result, running: { isLong: false, progressPct: null }, failure: null }))
      const stopWatching = watchProgress(queryId, signal, (progressPct) =>
        setState((before) => ({ ...before, running: { isLong: true, progressPct } })),
      )
      try {
        const result = await runSql({ sql, queryId, signal })
        if (!left.signal.aborted) setState({ result, running: null, failure: null })
        return result.rows.length
      } catch (cause) {
        if (!left.signal.aborted) setState(({ result }) => ({ result, running: null, failure: failureOf(cause) }))
        return null
      } finally {
        stopWatching()
      }
    },
    cancel: () => current.current?.cancelled.abort(new Failure('conflict', 'The query was cancelled.')),
  }
}

const failureOf = (cause: unknown): SqlState['failure'] => ({
  reason: cause instanceof Error ? cause.message : String(cause),
  isCancelled: isFailure(cause) && cause.code === 'conflict',
})
