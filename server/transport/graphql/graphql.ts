/** The GraphQL doors: a fetch handler for the route, a request door that is faster than it, and the WebSocket. */
import type { RequestDoor, UpgradeDoor } from '../http/doors.ts'
import { createEngine, type GraphqlDeps } from './engine.ts'
import { createFetch, createNodeDoor } from './http.ts'
import { createGraphqlSocket } from './socket.ts'
import { createYogaServer } from './yoga.ts'

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
  const yoga = createYogaServer(engine, deps.settings)
  const socket = createGraphqlSocket(engine)
  return {
    fetch: createFetch(yoga),
    door: createNodeDoor(yoga, { clock: deps.clock, stallMs }),
    handleUpgrade: socket.handleUpgrade,
    get socketCount() {
      return socket.size
    },
    close: socket.close,
  }
}
