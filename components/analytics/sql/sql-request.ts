/** Running SQL over HTTP, as rows or as a file: docs/asking-with-sql.md. */
import { analyticsPath, request, requestJson } from '../http.ts'

export interface SqlResult {
  columns: readonly { name: string; type: string }[]
  rows: readonly (readonly unknown[])[]
  isTruncated: boolean
  elapsedMs: number
  lakeAsOf: string
}

interface Run {
  sql: string
  queryId: string
  signal: AbortSignal
  fetch?: typeof globalThis.fetch
}

/** As many as the table and charts are good for; files have up to 100,000. */
const shownRows = 5_000
const fileRows = 100_000

const post = (body: object, signal: AbortSignal): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
  signal,
})

/** Throws a Failure as the doors of analytics do: `conflict` when it was cancelled. */
export const runSql = async ({ sql, queryId, signal, fetch = globalThis.fetch }: Run): Promise<SqlResult> =>
  (await requestJson(fetch, `${analyticsPath}/sql`, post({ sql, queryId, maxRows: shownRows }, signal))) as SqlResult

/** The result as a file. */
export async function fetchSqlFile(
  { sql, queryId, signal, fetch = globalThis.fetch }: Run,
  format: 'csv' | 'parquet',
): Promise<Blob> {
  const response = await request(
    fetch,
    `${analyticsPath}/sql`,
    post({ sql, queryId, maxRows: fileRows, format }, signal),
  )
  return response.blob()
}

export interface LakeView {
  name: string
  description: string
  columns: readonly { name: string; type: string; description: string }[]
}

export async function loadViews(signal: AbortSignal, fetch = globalThis.fetch): Promise<readonly LakeView[]> {
  const { views } = (await requestJson(fetch, `${analyticsPath}/views`, { signal })) as { views: readonly LakeView[] }
  return views
}
