import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** A door for requests: true when it took the request. */
export type RequestDoor = (request: IncomingMessage, response: ServerResponse, path: string) => boolean
/** A door for WebSocket upgrades, by exact path. */
export type UpgradeDoor = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** The path of a request without its query; '/' for what is no path. */
export function pathOf(request: Pick<IncomingMessage, 'url'>): string {
  const url = request.url ?? '/'
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}

export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(JSON.stringify(body))
}
