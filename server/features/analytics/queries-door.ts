import type { Logger } from 'pino'
import type { Clock } from '../../ports/clock.ts'
import type { ActorOf } from '../../transport/http/actor-of.ts'
import { answerJson, type RequestDoor } from '../../transport/http/doors.ts'
import { requireMethod, serveRest } from '../../transport/http/rest.ts'
import type { RunningQueries } from './running-queries.ts'

interface Deps {
  running: RunningQueries
  actorOf: ActorOf
  clock: Clock
  log: Logger
}

const queryPath = /^\/api\/v1\/analytics\/queries\/([^/]+)$/

/**
 * `GET /api/v1/analytics/queries/{queryId}`: how far a running query is. `DELETE`: cancels it; its own request is then refused with
 * `conflict`. Both answer `{queryId, asked, elapsedMs, progressPct}`, and 404 for one that is not running, or no longer.
 */
export const createQueriesDoor =
  (deps: Deps): RequestDoor =>
  (request, response, path) => {
    const [, queryId] = queryPath.exec(path) ?? []
    if (queryId === undefined) return false
    return serveRest(deps, request, response, async () => {
      requireMethod(request, response, ['GET', 'DELETE'])
      const actor = deps.actorOf(request.headers)
      const { find, cancel } = deps.running
      answerJson(response, 200, request.method === 'DELETE' ? cancel(actor, queryId) : find(actor, queryId))
    })
  }
