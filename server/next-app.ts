import { createServer, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import createNext from 'next'
import { graphqlPath } from '../lib/api/client.ts'
import { isForPrograms, type RequestDoor } from './transport/http/doors.ts'

export interface NextApp {
  /** Serves every request, except API paths without a route. */
  door: RequestDoor
  /** Passes on an upgrade of Next's own (hot reload); returns false for any other. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  close(): Promise<void>
}

/**
 * Opens Next. It would add its own upgrade listener to our server and close upgrades whose path matches a route, so it gets a
 * server that never listens, and its own upgrades are passed on.
 */
export async function openNextApp({ isDev, dir }: { isDev: boolean; dir: string }): Promise<NextApp> {
  const decoy = createServer()
  const app = createNext({ dev: isDev, dir, httpServer: decoy })
  await app.prepare()
  const handle = app.getRequestHandler()
  return {
    door: (request, response, path) =>
      isForPrograms(path) && path.replace(/\/$/, '') !== graphqlPath ? false : handle(request, response),
    handleUpgrade(request, socket, head) {
      if (!isDev || !request.url?.startsWith('/_next/')) return false
      decoy.emit('upgrade', request, socket, head)
      return true
    },
    close: () => app.close(),
  }
}
