import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { requirePermission } from '../../../../lib/permissions.ts'
import { lakeViews } from '../../../../schema/lake-views.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { SqlFormat, SqlResult, SqlSandbox } from '../../../ports/sql-sandbox.ts'
import type { ActorOf } from '../../../transport/http/actor-of.ts'
import { createByteBudget } from '../../../transport/http/byte-budget.ts'
import { answerJson, type RequestDoor } from '../../../transport/http/doors.ts'
import { readJsonObject } from '../../../transport/http/json-body.ts'
import { requireMethod, serveRest } from '../../../transport/http/rest.ts'
import { sendBody } from '../../../transport/http/send-body.ts'
import type { RunningQueries } from '../running-queries.ts'
import { askSql, countOutcome, type SqlOutcomes } from './ask-sql.ts'

interface Deps {
  /** Null in a process without a lake. */
  sandbox: SqlSandbox | null
  outcomes: SqlOutcomes
  running: RunningQueries
  actorOf: ActorOf
  clock: Clock
  log: Logger
}

/** Of all bodies being read at one time. */
const maxBytesOfAllBodies = 16 << 20

/**
 * `POST /api/v1/analytics/sql` with `{sql, maxRows?, format?, queryId?}`: `{queryId, columns, rows, isTruncated, elapsedMs, lakeAsOf}`
 * with a list for each row, see `SqlResult`, or a file of CSV or Parquet, with those facts in headers. The query is cancelled when
 * the client disconnects. `GET /api/v1/analytics/views`: the views with their columns, types and a sentence for each.
 */
export function createSqlDoor(deps: Deps): RequestDoor {
  const budget = createByteBudget(maxBytesOfAllBodies)

  async function ask(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requireMethod(request, response, ['POST'])
    const actor = deps.actorOf(request.headers)
    requirePermission(actor, 'sql:run')
    const body = await readJsonObject(request, budget, ['sql', 'maxRows', 'format', 'queryId'])
    const query = deps.running.start(actor, 'sql', body.queryId)
    const closed = new AbortController()
    response.once('close', () => closed.abort())
    try {
      const signal = AbortSignal.any([query.signal, closed.signal])
      const result = await countOutcome(deps.outcomes, () =>
        askSql(deps, actor, body, signal, ({ donePct }) => query.progress(donePct ?? 0)),
      )
      answer(response, query.queryId, result)
    } finally {
      query.end()
    }
  }

  async function listViews(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requireMethod(request, response, ['GET', 'HEAD'])
    requirePermission(deps.actorOf(request.headers), 'sql:run')
    answerJson(response, 200, { views: lakeViews })
  }

  const handlers = new Map([
    ['/api/v1/analytics/sql', ask],
    ['/api/v1/analytics/views', listViews],
  ])
  return (request, response, path) => {
    const handle = handlers.get(path)
    return handle ? serveRest(deps, request, response, () => handle(request, response)) : false
  }
}

const contentTypes: Record<SqlFormat, string> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  parquet: 'application/vnd.apache.parquet',
}

function answer(response: ServerResponse, queryId: string, result: SqlResult & { format: SqlFormat }): void {
  const { format, columns, isTruncated, body } = result
  const elapsedMs = Math.round(result.elapsedMs)
  const lakeAsOf = new Date(result.lakeAsOfMs).toISOString()
  const headers = {
    'content-type': contentTypes[format],
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  }
  if (format === 'json') {
    // The rows are JSON already: they are not parsed to be printed again.
    const head = `{"queryId":"${queryId}","columns":${JSON.stringify(columns)},"rows":[`
    const tail = `],${JSON.stringify({ isTruncated, elapsedMs, lakeAsOf }).slice(1)}`
    sendBody(response, 200, headers, Buffer.concat([Buffer.from(head), ...body, Buffer.from(tail)]))
    return
  }
  const facts = {
    'content-disposition': `attachment; filename="query.${format}"`,
    'x-query-id': queryId,
    'x-is-truncated': String(isTruncated),
    'x-elapsed-ms': String(elapsedMs),
    'x-lake-as-of': lakeAsOf,
  }
  sendBody(response, 200, { ...headers, ...facts }, Buffer.concat(body))
}
