import {
  describe,
  Failure,
  type FailureCode,
  failureCodes,
  invalid,
  isFailure,
  requireCount,
} from '../../../../lib/errors.ts'
import { requirePermission } from '../../../../lib/permissions.ts'
import type { Actor } from '../../../../schema/permissions.ts'
import type { SqlFormat, SqlProgress, SqlResult, SqlSandbox } from '../../../ports/sql-sandbox.ts'

/** As the caller sent it. */
export interface SqlRequest {
  sql?: unknown
  maxRows?: unknown
  format?: unknown
}

export const formats = ['json', 'csv', 'parquet'] as const satisfies readonly SqlFormat[]
/** Rows of a result unless the caller says otherwise, and at most. */
const defaultMaxRows = 10_000
const mostRows = 100_000

/** Queries so far, by how they ended. */
export type SqlOutcomes = Record<'done' | 'bug' | FailureCode, number>

export const createSqlOutcomes = (): SqlOutcomes => ({
  ...{ done: 0, bug: 0 },
  ...(Object.fromEntries(failureCodes.map((code) => [code, 0])) as Record<FailureCode, number>),
})

/** Runs `ask`, and counts how it ends. */
export async function countOutcome<T>(outcomes: SqlOutcomes, ask: () => Promise<T>): Promise<T> {
  try {
    const result = await ask()
    outcomes.done += 1
    return result
  } catch (error) {
    outcomes[isFailure(error) ? error.code : 'bug'] += 1
    throw error
  }
}

/** Runs SQL of the actor over the lake. Fails as `SqlSandbox.run` does, and with `unavailable` where there is no lake. */
export async function askSql(
  { sandbox }: { sandbox: SqlSandbox | null },
  actor: Actor,
  request: SqlRequest,
  signal: AbortSignal,
  onProgress: (progress: SqlProgress) => void,
): Promise<SqlResult & { format: SqlFormat }> {
  requirePermission(actor, 'sql:run')
  const { sql } = request
  if (typeof sql !== 'string') throw invalid('sql', 'text', describe(sql))
  const maxRows =
    request.maxRows == null ? defaultMaxRows : requireCount(request.maxRows as number, 'maxRows', mostRows)
  const format = formatOf(request.format)
  if (!sandbox) throw new Failure('unavailable', 'This process has no lake, expected one that has.')
  return { format, ...(await sandbox.run({ sql, maxRows, format, askedBy: actor.name }, signal, onProgress)) }
}

function formatOf(given: unknown): SqlFormat {
  if (given == null) return 'json'
  const format = formats.find((it) => it === given)
  if (format) return format
  throw invalid('format', formats.join(', '), describe(given))
}
