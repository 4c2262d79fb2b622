/** The HTTP endpoints of GraphQL: the Node handler and that of the Next route. Both check the request and pass it to one Yoga server. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { graphqlPath } from '../../../lib/api/client.ts'
import type { Clock } from '../../ports/clock.ts'
import type { RequestDoor } from '../http/doors.ts'
import { answerEarly } from '../http/early-answer.ts'
import { isTrustedOrigin } from '../http/origin.ts'
import { isUtf8Url } from '../http/utf8.ts'
import { isJson, readRequestWithin, readWithin } from './body.ts'
import { limits } from './limits.ts'
import { notJson, notUtf8, type Refusal, tooLarge, untrustedOrigin } from './refuse.ts'
import { sendResponse, signalOf } from './response.ts'
import type { YogaServer } from './yoga.ts'

/**
 * Serves requests at /api/graphql, except for GraphiQL, which is left to the route. A stream that the client has not read from for
 * `stallMs` is closed.
 */
export function createNodeDoor(yoga: YogaServer, { clock, stallMs }: { clock: Clock; stallMs: number }): RequestDoor {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refuse = ({ status, body }: Refusal) => answerEarly(clock, request, response, { status, text: body })
    if (!isTrustedOrigin(request)) return refuse(untrustedOrigin)
    if (!isUtf8Url(request.url ?? '')) return refuse(notUtf8)
    const body = request.method === 'POST' ? await readPost(request) : null
    if (body !== null && typeof body !== 'string') return refuse(body)
    const { method = 'GET', headers } = request
    const url = `http://${headers.host ?? 'localhost'}${request.url}`
    const asked = new yoga.fetchAPI.Request(url, { method, headers: headers as Record<string, string>, body })
    await sendResponse(response, await yoga.handleRequest(asked, { signalOf: () => signalOf(response) }), stallMs)
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

/** The handler of the Next route, including streams over SSE. */
export function createFetch(yoga: YogaServer): (request: Request) => Promise<Response> {
  return async (request) => {
    if (!isTrusted(request)) return toResponse(untrustedOrigin)
    if (!isUtf8Url(request.url)) return toResponse(notUtf8)
    const body = request.method === 'POST' ? await readFetched(request) : null
    if (body !== null && typeof body !== 'string') return toResponse(body)
    const { url, method, signal } = request
    const headers = Object.fromEntries(request.headers)
    const asked = new yoga.fetchAPI.Request(url, { method, headers, body })
    const answer = await yoga.handleRequest(asked, { signalOf: () => signal })
    if (signal.aborted) await answer.body?.cancel()
    return answer
  }
}

async function readFetched(request: Request): Promise<string | Refusal> {
  if (!isJson(request.headers.get('content-type'))) return notJson
  return request.body ? readWithin(request.body, limits.bodyBytes) : ''
}

const toResponse = ({ status, body }: Refusal): Response =>
  new Response(body, { status, headers: { 'content-type': 'application/json; charset=utf-8' } })

function isTrusted({ url, headers }: Request): boolean {
  const origin = headers.get('origin')
  return isTrustedOrigin({ headers: { host: headers.get('host') ?? new URL(url).host, ...(origin ? { origin } : {}) } })
}
