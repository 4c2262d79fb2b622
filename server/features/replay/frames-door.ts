import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { describe, Failure, invalid } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import { type ConvoyId, parseId } from '../../../schema/ids.ts'
import type { Ports } from '../../ports/index.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { ActorOf } from '../../transport/http/actor-of.ts'
import type { RequestDoor } from '../../transport/http/doors.ts'
import { instantIn, queryOf, requireMethod, serveRest } from '../../transport/http/rest.ts'
import { sendBody } from '../../transport/http/send-body.ts'
import { closedAfterMs, minuteMs, minuteOf } from './frame-chains.ts'
import { readChunk } from './frame-chunk.ts'

interface Deps extends Pick<Ports, 'tables' | 'clock'> {
  roster: Pick<Roster, 'findConvoy'>
  actorOf: ActorOf
  log: Logger
}

/** In one response. */
const mostMinutes = 10
const framesPath = /^\/api\/v1\/convoys\/([^/]+)\/frames$/

/**
 * `GET /api/v1/convoys/{convoyId}/frames?from=&to=`: what the live picture showed of a convoy, in whole minutes, each beginning with
 * a full frame. schema/frames.md describes the response. Closed minutes never change and may be cached for good.
 */
export const createFramesDoor =
  (deps: Deps): RequestDoor =>
  (request, response, path) => {
    const [, convoyId] = framesPath.exec(path) ?? []
    if (convoyId === undefined) return false
    return serveRest(deps, request, response, () => answerFrames(deps, convoyId, request, response))
  }

async function answerFrames(
  deps: Deps,
  convoyIdText: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  requireMethod(request, response, ['GET', 'HEAD'])
  requirePermission(deps.actorOf(request.headers), 'picture:read')
  const convoyId = parseId<ConvoyId>(convoyIdText)
  if (!convoyId || !deps.roster.findConvoy(convoyId))
    throw new Failure('missing', `No convoy ${describe(convoyIdText)}, expected one of the roster.`)
  const { fromMs, toMs } = minutesOf(request)
  const body = await readChunk(deps.tables, convoyId, fromMs, toMs)
  const isClosed = toMs + closedAfterMs <= deps.clock.nowMs()
  const headers = {
    'content-type': 'application/octet-stream',
    'cache-control': isClosed ? 'private, max-age=2592000, immutable' : 'private, no-cache',
    etag: `"${createHash('sha1').update(body).digest('base64url')}"`,
  }
  if (request.headers['if-none-match'] === headers.etag) response.writeHead(304, headers).end()
  else sendBody(response, 200, headers, body)
}

function minutesOf(request: IncomingMessage): { fromMs: number; toMs: number } {
  const { from, to } = queryOf(request, ['from', 'to'])
  const [fromMs, toMs] = [requireMinute('from', from), requireMinute('to', to)]
  if (toMs <= fromMs || toMs - fromMs > mostMinutes * minuteMs)
    throw invalid('to', `1 to ${mostMinutes} minutes after from`, describe(to))
  return { fromMs, toMs }
}

function requireMinute(name: string, text: string | undefined): number {
  const atMs = instantIn(name, text)
  if (atMs !== null && atMs === minuteOf(atMs)) return atMs
  throw invalid(name, 'a whole minute', text === undefined ? 'nothing' : describe(text))
}
