/** The queries that were run in this browser, newest first. */
export interface PastQuery {
  sql: string
  ranAtMs: number
  /** Null: it failed. */
  rowCount: number | null
}

const key = 'convoy-tracker.sql-history'
const mostKept = 50
const longestKept = 20_000

/** A query that is run again moves to the front. Very long ones are not kept. */
export const withQuery = (history: readonly PastQuery[], query: PastQuery): PastQuery[] =>
  query.sql.length > longestKept
    ? [...history]
    : [query, ...history.filter(({ sql }) => sql !== query.sql)].slice(0, mostKept)

/** What is stored; nothing where the browser refuses it or it is not ours. */
export function loadHistory(storage: Pick<Storage, 'getItem'> | null): PastQuery[] {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(key) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isPastQuery).slice(0, mostKept) : []
  } catch {
    return []
  }
}

export function saveHistory(storage: Pick<Storage, 'setItem'> | null, history: readonly PastQuery[]): void {
  try {
    storage?.setItem(key, JSON.stringify(history))
  } catch {
    // Full or refused: the history of this page goes on without it.
  }
}

function isPastQuery(value: unknown): value is PastQuery {
  const { sql, ranAtMs, rowCount } = (value ?? {}) as Record<string, unknown>
  return typeof sql === 'string' && typeof ranAtMs === 'number' && (rowCount === null || typeof rowCount === 'number')
}
