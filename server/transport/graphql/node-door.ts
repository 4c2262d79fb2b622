/** Requests straight from Node: what is usual is answered without the fetch layers, all else by Yoga. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ExecutionResult, getOperationAST } from 'graphql'
import { graphqlPath } from '../../../lib/api/client.ts'
import type { Clock } from '../../ports/clock.ts'
import type { RequestDoor } from '../doors.ts'
import { answerEarly } from '../early-answer.ts'
import { isTrustedOrigin } from '../origin.ts'
import { sendText } from '../send-text.ts'
import { isUtf8Url } from '../utf8.ts'
import { isJson, readRequestWithin } from './body.ts'
import type { KnownDocument } from './documents.ts'
import type { Engine } from './engine.ts'
import { limits } from './limits.ts'
import { sendResponse, signalOf, toRequest } from './node-fetch.ts'
import { foreign, notJson, notUtf8, type Refusal, tooLarge } from './refuse.ts'

type Fetch = (request: Request) => Promise<Response>

interface NodeDoorOptions {
  clock: Clock
  /** A stream of which nothing was read for that long is cut off. */
  stallMs: number
}

/** Takes what posts, or asks for anything but a page, at /api/graphql; GraphiQL is left to the route. */
export function createNodeDoor(engine: Engine, fetch: Fetch, { clock, stallMs }: NodeDoorOptions): RequestDoor {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refuse = ({ status, body }: Refusal) => answerEarly(clock, request, response, { status, text: body })
    if (!isTrustedOrigin(request)) return refuse(foreign)
    if (!isUtf8Url(request.url ?? '')) return refuse(notUtf8)
    const text = request.method === 'POST' ? await readPost(request) : null
    if (text !== null && typeof text !== 'string') return refuse(text)
    const usual = text === null ? null : await runUsual(engine, request, text, () => signalOf(response))
    if (usual) return sendJson(response, usual.mediaType, usual.result)
    await sendResponse(response, await fetch(toRequest(request, response, text)), stallMs)
  }

  return (request, response, path) => {
    const { method } = request
    const wantsPage = request.headers.accept?.includes('text/html') === true
    if (path !== graphqlPath || !(method === 'POST' || (method === 'GET' && !wantsPage))) return false
    return answer(request, response)
  }
}

async function readPost(request: IncomingMessage): Promise<string | Refusal> {
  const { 'content-type': contentType, 'content-encoding': encoding, 'content-length': length } = request.headers
  if (!isJson(contentType) || (encoding !== undefined && encoding !== 'identity')) return notJson
  if (Number(length) > limits.bodyBytes) return tooLarge
  return readRequestWithin(request, limits.bodyBytes)
}

function sendJson(response: ServerResponse, mediaType: string, result: ExecutionResult): void {
  sendText(response, 200, { 'content-type': `${mediaType}; charset=utf-8` }, JSON.stringify(result))
}

interface Usual {
  mediaType: string
  result: ExecutionResult
}

/** Runs a plain query or mutation; null for anything that is not one, of which then nothing has run. */
async function runUsual(
  engine: Engine,
  request: IncomingMessage,
  text: string,
  signalOf: () => AbortSignal,
): Promise<Usual | null> {
  const mediaType = mediaTypeFor(request.headers.accept)
  const asked = mediaType && parseUsual(text)
  const known = asked && openOrNull(engine, asked.query)
  if (!mediaType || !asked || !known || known.errors.length > 0) return null
  const operationName = asked.operationName ?? null
  const operation = getOperationAST(known.document, operationName)
  if (!operation || operation.operation === 'subscription') return null
  const result = await engine.execute({
    schema: engine.schema,
    document: known.document,
    operationName,
    variableValues: asked.variables ?? {},
    contextValue: engine.contextOf(request.headers, signalOf),
  })
  return 'data' in result ? { mediaType, result } : null
}

const graphqlJson = 'application/graphql-response+json'
const json = 'application/json'

/** Of the usual wishes the media type that Yoga would answer; null for an unusual one. */
function mediaTypeFor(accept: string | undefined): string | null {
  if (accept === undefined || accept === '*/*' || accept === json) return json
  return accept === graphqlJson || accept === `${graphqlJson}, ${json}` ? graphqlJson : null
}

interface Asked {
  query: string
  variables?: Record<string, unknown> | null
  operationName?: string | null
}
const usualKeys = new Set(['query', 'variables', 'operationName'])

function parseUsual(text: string): Asked | null {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null
  const { query, variables, operationName } = body as Record<string, unknown>
  const isPlain = Object.keys(body).every((key) => usualKeys.has(key))
  const hasVariables = variables == null || (typeof variables === 'object' && !Array.isArray(variables))
  const hasName = operationName == null || typeof operationName === 'string'
  return isPlain && typeof query === 'string' && hasVariables && hasName ? (body as Asked) : null
}

function openOrNull({ documents }: Engine, query: string): KnownDocument | null {
  try {
    return documents.open(query)
  } catch {
    return null
  }
}
