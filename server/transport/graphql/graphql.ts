/** The GraphQL door: a fetch handler for the route, a request door that is faster than it, and the WebSocket. */
import type { RequestDoor, UpgradeDoor } from '../doors.ts'
import { isTrustedOrigin } from '../origin.ts'
import { isUtf8Url } from '../utf8.ts'
import { isJson, readWithin } from './body.ts'
import { createEngine, type GraphqlDeps } from './engine.ts'
import { limits } from './limits.ts'
import { createNodeDoor } from './node-door.ts'
import { foreign, notJson, notUtf8, type Refusal } from './refuse.ts'
import { createGraphqlSocket } from './socket.ts'
import { createYogaServer } from './yoga.ts'

export type { GraphqlDeps } from './engine.ts'

export interface Graphql {
  /** Answers one request, streams over SSE included. */
  fetch(request: Request): Promise<Response>
  /** Takes what posts or asks for a stream at /api/graphql; leaves GraphiQL and other GETs to the route. */
  door: RequestDoor
  /** graphql-ws. */
  handleUpgrade: UpgradeDoor
  readonly socketCount: number
  /** Ends every socket; resolves when they are closed. */
  close(): Promise<void>
}

/** `stallMs`: a stream over HTTP of which nothing was read for that long is cut off. */
export function createGraphql(deps: GraphqlDeps, { stallMs = 20_000 } = {}): Graphql {
  const engine = createEngine(deps)
  const yoga = createYogaServer(engine, deps)
  const socket = createGraphqlSocket(engine, deps)
  const answer = async (request: Request): Promise<Response> => yoga.fetch(request)
  return {
    async fetch(request) {
      if (!isTrusted(request)) return toResponse(foreign)
      if (!isUtf8Url(request.url)) return toResponse(notUtf8)
      if (request.method !== 'POST') return answer(request)
      if (!isJson(request.headers.get('content-type'))) return toResponse(notJson)
      const text = request.body ? await readWithin(request.body, limits.bodyBytes) : ''
      if (typeof text !== 'string') return toResponse(text)
      const { url, method, headers, signal } = request
      return answer(new Request(url, { method, headers, signal, body: text }))
    },
    door: createNodeDoor(engine, answer, { clock: deps.clock, stallMs }),
    handleUpgrade: socket.handleUpgrade,
    get socketCount() {
      return socket.size
    },
    close: socket.close,
  }
}

const toResponse = ({ status, body }: Refusal): Response =>
  new Response(body, { status, headers: { 'content-type': 'application/json; charset=utf-8' } })

function isTrusted({ url, headers }: Request): boolean {
  const origin = headers.get('origin')
  return isTrustedOrigin({ headers: { host: headers.get('host') ?? new URL(url).host, ...(origin ? { origin } : {}) } })
}
