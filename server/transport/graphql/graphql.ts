/** The GraphQL endpoints: a fetch handler for the Next route, a faster Node request handler, and the WebSocket. */
import type { RequestDoor, UpgradeDoor } from '../http/doors.ts'
import { createEngine, type GraphqlDeps } from './engine.ts'
import { createFetch, createNodeDoor } from './http.ts'
import { createGraphqlSocket } from './socket.ts'
import { createYogaServer } from './yoga.ts'

export interface Graphql {
  /** Serves one request, including streams over SSE. */
  fetch(request: Request): Promise<Response>
  /** Serves POSTs and streams at /api/graphql; leaves GraphiQL and other GETs to the route. */
  door: RequestDoor
  /** graphql-ws. */
  handleUpgrade: UpgradeDoor
  readonly socketCount: number
  /** Ends every socket; resolves when they are closed. */
  close(): Promise<void>
}

/** An HTTP stream that the client has not read from for `stallMs` is closed. */
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
