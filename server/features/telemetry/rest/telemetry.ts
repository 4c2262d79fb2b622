import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { bothSettled } from '../../../../lib/async/both-settled.ts'
import { describe } from '../../../../lib/errors.ts'
import type { Ports } from '../../../ports/index.ts'
import type { ActorOf } from '../../../transport/http/actor-of.ts'
import { type ByteBudget, createByteBudget } from '../../../transport/http/byte-budget.ts'
import { answerJson, type RequestDoor } from '../../../transport/http/doors.ts'
import { HttpFailure } from '../../../transport/http/failure.ts'
import { readText } from '../../../transport/http/read-text.ts'
import { requireMethod, serveRest } from '../../../transport/http/rest.ts'
import { sendBody } from '../../../transport/http/send-body.ts'
import { isUtf8Type } from '../../../transport/http/utf8.ts'
import type { Ingest } from '../ingest.ts'
import type { Parsed } from '../parse.ts'
import { parseJsonBatch, parseNdjsonBatch } from './batch.ts'
import { openApi } from './openapi.ts'
import { openApiPage } from './openapi-page.ts'

export interface TelemetryRestDeps extends Pick<Ports, 'clock'> {
  ingest: Ingest
  actorOf: ActorOf
  log: Logger
}

type Handler = (deps: TelemetryRestDeps, request: IncomingMessage, response: ServerResponse) => Promise<void>

/** Of all request bodies being read at one time, uncompressed. */
const maxBytesOfAllBodies = 256 << 20

/** `POST /api/v1/telemetry`, and the OpenAPI description of the REST endpoints of telemetry. */
export function createTelemetryRest(deps: TelemetryRestDeps): RequestDoor {
  const post = takeReadings(createByteBudget(maxBytesOfAllBodies))
  return (request, response, path) => {
    const handle = path === '/api/v1/telemetry' ? post : pages.get(path)
    return handle ? serveRest(deps, request, response, () => handle(deps, request, response)) : false
  }
}

function takeReadings(budget: ByteBudget): Handler {
  /** The newest body being read of each connection: a body that decompresses slowly is not overtaken by the next one. */
  const reading = new WeakMap<object, Promise<void>>()

  return async (deps, request, response) => {
    requireMethod(request, response, ['POST'])
    const actor = deps.actorOf(request.headers)
    const parse = parserOf(request)
    const { socket } = request
    const earlier = reading.get(socket) ?? Promise.resolve()
    const body = readText(request, budget)
    reading.set(socket, bothSettled(earlier, body))
    const text = await body
    await earlier
    const batch = parse(text, deps.clock.nowMs())
    answerJson(response, 200, await deps.ingest.ingestReadings(actor, batch, socket))
  }
}

const page =
  (contentType: string, body: string): Handler =>
  async (_deps, request, response) => {
    requireMethod(request, response, ['GET', 'HEAD'])
    sendBody(response, 200, { 'content-type': contentType, 'x-content-type-options': 'nosniff' }, body)
  }
const pages = new Map([
  ['/api/v1/openapi.json', page('application/json; charset=utf-8', JSON.stringify(openApi))],
  ['/api/v1/docs', page('text/html; charset=utf-8', openApiPage)],
])

/** The parser for the Content-Type. */
function parserOf(request: IncomingMessage): (text: string, nowMs: number) => Parsed[] {
  const given = request.headers['content-type'] ?? ''
  const parser = parsers.get((given.split(';')[0] ?? '').trim().toLowerCase())
  if (!parser || !isUtf8Type(given))
    throw new HttpFailure(
      415,
      'invalid',
      `Content-Type is ${given === '' ? 'absent' : describe(given)}, expected application/json or application/x-ndjson in UTF-8.`,
    )
  return parser
}
const parsers = new Map([
  ['application/json', parseJsonBatch],
  ['application/x-ndjson', parseNdjsonBatch],
  ['application/ndjson', parseNdjsonBatch],
])
