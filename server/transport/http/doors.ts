import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FailureCode } from '../../../lib/errors.ts'
import { sendBody } from './send-body.ts'

/** A request handler: returns false when the request is for another one, else resolves once it is served. */
export type RequestDoor = (request: IncomingMessage, response: ServerResponse, path: string) => false | Promise<void>
/** A handler of WebSocket upgrades, by exact path. */
export type UpgradeDoor = (request: IncomingMessage, socket: Duplex, head: Buffer) => void | Promise<void>
export interface FaultLog {
  error(details: object, message: string): void
}

/** Runs `work`, and passes what it throws or rejects with to `onFault`. */
export function contain(work: () => unknown, onFault: (error: unknown) => void): void {
  try {
    const result = work()
    if (result instanceof Promise) result.catch(onFault)
  } catch (error) {
    onFault(error)
  }
}

/** Passes the request to the first handler that accepts it; false when none does. A bug in a handler fails only this request. */
export function serveRequest(
  doors: readonly RequestDoor[],
  request: IncomingMessage,
  response: ServerResponse,
  log: FaultLog,
): boolean {
  const path = pathOf(request)
  let isTaken = true
  const serve = () => {
    for (const door of doors) {
      const answered = door(request, response, path)
      if (answered) return answered
    }
    isTaken = false
  }
  contain(serve, (err) => {
    // A peer that disconnected is not a bug.
    if (!request.errored && !response.destroyed) log.error({ err, path }, 'a request failed with a bug')
    if (response.headersSent) response.destroy()
    else answerJson(response, 500, refusal('internal', 'an answer', 'a bug: it is logged'))
  })
  return isTaken
}

/** A bug in the handler closes only this connection. */
export function serveUpgrade(
  door: UpgradeDoor,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  log: FaultLog,
): void {
  contain(
    () => door(request, socket, head),
    (err) => {
      log.error({ err, path: pathOf(request) }, 'an upgrade failed with a bug')
      socket.destroy()
    },
  )
}

/** For streamed responses: makes nginx pass on every chunk at once. */
export const unbuffered = { 'x-accel-buffering': 'no' } as const

/** The path of a request without its query; '/' for an invalid one. */
export function pathOf(request: Pick<IncomingMessage, 'url'>): string {
  const url = request.url ?? '/'
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}

/**
 * Rewrites an absolute-form request target, as sent by proxies and some clients, to its path, and Host to the host of the URL.
 * Returns false for a target that is neither a URL nor a path.
 */
export function toOriginForm(request: Pick<IncomingMessage, 'url' | 'headers'>): boolean {
  const { url = '/' } = request
  if (url.startsWith('/')) return true
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return false
  const { host, pathname, search } = new URL(url)
  request.url = pathname + search
  request.headers.host = host
  return true
}

/** Paths of the APIs, whose clients expect JSON for a 404 too. */
export const isForPrograms = (path: string): boolean => path.startsWith('/api/') || path.startsWith('/ws/')

/** The body of a refusal by the transport, in the same format as other failures. */
export const refusal = (code: FailureCode | 'internal', expected: string, got: string) => ({
  error: { code, message: `Expected ${expected}, got ${got}.`, faults: [{ code, path: '', expected, got }] },
})

export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const all = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers }
  sendBody(response, status, all, JSON.stringify(body))
}
