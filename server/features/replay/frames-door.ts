import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Logger } from 'pino'
import { describe, Failure, invalid, requireCount } from '../../../lib/errors.ts'
import { segmentMs } from '../../../lib/frames/segments.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import { writeUuid } from '../../../lib/uuid/uuid-bytes.ts'
import { type ConvoyId, parseId } from '../../../schema/ids.ts'
import type { Ports } from '../../ports/index.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { ActorOf } from '../../transport/http/actor-of.ts'
import type { RequestDoor } from '../../transport/http/doors.ts'
import { type Encoding, encodingFor, encodingHeaders } from '../../transport/http/encodings.ts'
import { instantIn, queryOf, requireMethod, serveRest } from '../../transport/http/rest.ts'
import { sendBody } from '../../transport/http/send-body.ts'
import { closedAfterMs, minuteMs } from './frame-chains.ts'
import { readChunk, readSegment } from './frame-chunk.ts'

interface Deps extends Pick<Ports, 'tables' | 'clock'> {
  roster: Pick<Roster, 'findConvoy'>
  actorOf: ActorOf
  log: Logger
}

/** Of one convoy. */
const minutes = { stepMs: minuteMs, most: 10, name: 'a whole minute' }
/** Of several. */
const segment = { stepMs: segmentMs, most: 1, name: 'a whole half minute' }
const mostConvoys = 100
const uuidBytes = 16
const convoysAtOnce = 8
const framesPath = /^\/api\/v1\/(?:convoys\/([^/]+)\/)?frames$/

/**
 * What the live picture showed, of each convoy from a full frame on; schema/frames.md describes the responses:
 * `GET /api/v1/convoys/{convoyId}/frames?from=&to=` of a convoy, `GET /api/v1/frames?convoyIds=&from=&to=` half a minute of several.
 * What is closed never changes and may be cached for good.
 */
export const createFramesDoor =
  (deps: Deps): RequestDoor =>
  (request, response, path) => {
    const found = framesPath.exec(path)
    if (!found) return false
    const [, convoyId] = found
    return serveRest(deps, request, response, () => {
      requireMethod(request, response, ['GET', 'HEAD'])
      requirePermission(deps.actorOf(request.headers), 'picture:read')
      return convoyId === undefined
        ? answerSegment(deps, request, response)
        : answerFrames(deps, convoyId, request, response)
    })
  }

async function answerFrames(
  deps: Deps,
  convoyIdText: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const convoyId = requireConvoy(deps, convoyIdText)
  const { from, to } = queryOf(request, ['from', 'to'])
  const { fromMs, toMs } = spanOf(from, to, minutes)
  const body = await readChunk(deps.tables, convoyId, fromMs, toMs)
  const headers = { ...headersUntil(deps, toMs), etag: `"${createHash('sha1').update(body).digest('base64url')}"` }
  if (request.headers['if-none-match'] === headers.etag) response.writeHead(304, headers).end()
  else sendBody(response, 200, headers, body)
}

async function answerSegment(deps: Deps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { convoyIds = '', from, to } = queryOf(request, ['convoyIds', 'from', 'to'])
  const texts = convoyIds.split(',')
  requireCount(texts.length, 'convoyIds', mostConvoys)
  const wanted = texts.map((text) => requireConvoy(deps, text))
  const { fromMs, toMs } = spanOf(from, to, segment)
  const parts = readConvoys(deps.tables, wanted, fromMs, toMs)
  // Read before anything is sent: a store that is unavailable is a refusal then, not a response that is cut off.
  const first = await parts.next()
  const encoding = encodingFor(request)
  response.writeHead(200, {
    ...headersUntil(deps, toMs),
    ...encodingHeaders(encoding),
  })
  if (first.done || request.method === 'HEAD') {
    response.end()
    return
  }
  await send(Readable.from(startingWith(first.value, parts)), encoding, response)
}

async function* startingWith<T>(first: T, others: AsyncIterable<T>): AsyncGenerator<T> {
  yield first
  yield* others
}

/** As fast as the client reads; ends when it disconnects. */
async function send(parts: Readable, encoding: Encoding | null, response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  try {
    if (encoding) await pipeline(parts, encoding.createStream(), response)
    else await pipeline(parts, response)
  } catch (error) {
    if (!gone.signal.aborted) throw error
  }
}

/** Of each convoy that has frames its id (16 bytes), how many bytes follow (u32, little endian), and its frames. */
async function* readConvoys(
  tables: Deps['tables'],
  convoyIds: readonly ConvoyId[],
  ...span: [fromMs: number, toMs: number]
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < convoyIds.length; at += convoysAtOnce) {
    const some = convoyIds.slice(at, at + convoysAtOnce)
    const chunks = await Promise.all(some.map((convoyId) => readSegment(tables, convoyId, ...span)))
    const parts = chunks.flatMap((chunk, n) => (chunk.length === 0 ? [] : [headOf(some[n] as ConvoyId, chunk), chunk]))
    // As one: each write is compressed by itself, on another thread.
    if (parts.length > 0) yield Buffer.concat(parts)
  }
}

function headOf(convoyId: ConvoyId, chunk: Buffer): Buffer {
  const head = Buffer.alloc(uuidBytes + 4)
  writeUuid(head, 0, convoyId)
  head.writeUInt32LE(chunk.length, uuidBytes)
  return head
}

function requireConvoy({ roster }: Deps, text: string): ConvoyId {
  const convoyId = parseId<ConvoyId>(text)
  if (convoyId && roster.findConvoy(convoyId)) return convoyId
  throw new Failure('missing', `No convoy ${describe(text)}, expected one of the roster.`)
}

const headersUntil = ({ clock }: Deps, toMs: number) => ({
  'content-type': 'application/octet-stream',
  'cache-control': toMs + closedAfterMs <= clock.nowMs() ? 'private, max-age=2592000, immutable' : 'private, no-cache',
})

type Steps = typeof minutes

function spanOf(from: string | undefined, to: string | undefined, steps: Steps): { fromMs: number; toMs: number } {
  const [fromMs, toMs] = [requireStep('from', from, steps), requireStep('to', to, steps)]
  const count = (toMs - fromMs) / steps.stepMs
  if (count >= 1 && count <= steps.most) return { fromMs, toMs }
  const longestS = (steps.most * steps.stepMs) / 1_000
  throw invalid('to', `later than from, by at most ${longestS} s`, describe(to))
}

function requireStep(name: string, text: string | undefined, steps: Steps): number {
  const atMs = instantIn(name, text)
  if (atMs !== null && atMs % steps.stepMs === 0) return atMs
  throw invalid(name, steps.name, text === undefined ? 'nothing' : describe(text))
}
