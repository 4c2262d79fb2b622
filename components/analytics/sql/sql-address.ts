/** A query and how its result is shown, as the URL has them, so that a link runs the same for someone else. */
export const resultViews = ['table', 'chart', 'map'] as const
export type ResultView = (typeof resultViews)[number]

export interface SqlAddress {
  /** Null: none. */
  sql: string | null
  view: ResultView
}

const ownKeys = ['sql', 'result']
/** Servers and proxies refuse longer addresses. */
const longestSql = 6_000

/** Reads `?sql=SELECT+…&result=chart`. */
export const parseSqlAddress = (search: URLSearchParams): SqlAddress => ({
  sql: search.get('sql') || null,
  view: resultViews.find((view) => view === search.get('result')) ?? 'table',
})

export const isShareable = (sql: string): boolean => encodeURIComponent(sql).length <= longestSql

/** The query of a URL with this in place of what it had; SQL that is too long for an address is left out. What is not of the console stays. */
export function replaceSqlAddress(search: string, { sql, view }: SqlAddress): string {
  const others = [...new URLSearchParams(search)].filter(([key]) => !ownKeys.includes(key))
  const own: [string, string | null][] = [
    ['sql', sql !== null && isShareable(sql) ? sql : null],
    ['result', view === 'table' ? null : view],
  ]
  const printed = [...others, ...own].flatMap(([key, value]) =>
    value === null ? [] : [value === '' ? key : `${key}=${encodeURIComponent(value)}`],
  )
  return printed.length === 0 ? '' : `?${printed.join('&')}`
}
