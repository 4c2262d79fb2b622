/**
 * The one way from routes and pages to the server. Next bundles its own instance of every module it imports, so routes import
 * only this file, which imports only types, and find the one container through a symbol on globalThis.
 */
export interface Handle {
  version: string
  /** Where the map loads further tiles from; empty: nowhere. */
  tileUrl: string
  /** Answers a GraphQL request, streams over SSE included. */
  graphql(request: Request): Promise<Response>
}

const key: unique symbol = Symbol.for('convoy-tracker.handle')
type Holder = { [key]?: Handle }

/** Called once, by main.ts, before the first request. */
export function setHandle(handle: Handle): void {
  ;(globalThis as Holder)[key] = handle
}

/** Throws when the process was not started by server/main.ts. */
export function requireHandle(): Handle {
  const handle = (globalThis as Holder)[key]
  if (!handle) throw new Error('No server in this process: start it with npm start or npm run dev, not with next.')
  return handle
}
