import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FailureCode } from '../../../lib/errors.ts'
import { sendText } from './send-text.ts'

/** A door for requests: false when the request is for another one, else a promise that it is answered. */
export type RequestDoor = (request: IncomingMessage, response: ServerResponse, path: string) => false | Promise<void>
/** A door for WebSocket upgrades, by exact path. */
export type UpgradeDoor = (request: IncomingMessage, socket: Duplex, head: Buffer) => void | Promise<void>
export interface FaultLog {
  error(details: object, message: string): void
}

/** Runs `work` to its end; what it throws or rejects with goes to `onFault` and no further. */
export function contain(work: () => unknown, onFault: (error: unknown) => void): void {
  try {
    const result = work()
    if (result instanceof Promise) result.catch(onFault)
  } catch (error) {
    onFault(error)
  }
}

/** Gives the request to the first door that takes it; false when none does. A bug in a door ends this request alone. */
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
    // A peer that went away midway is no bug.
    if (!request.errored && !response.destroyed) log.error({ err, path }, 'a request ended in a bug')
    if (response.headersSent) response.destroy()
    else answerJson(response, 500, refusal('internal', 'an answer', 'a bug: it is logged'))
  })
  return isTaken
}

/** A bug in the door ends this connection alone. */
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
      log.error({ err, path: pathOf(request) }, 'an upgrade ended in a bug')
      socket.destroy()
    },
  )
}

/** For answers that are read as they come: nginx gathers others until it has a buffer full. */
export const unbuffered = { 'x-accel-buffering': 'no' } as const

/** The path of a request without its query; '/' for what is no path. */
export function pathOf(request: Pick<IncomingMessage, 'url'>): string {
  const url = request.url ?? '/'
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}

/**
 * A request whose target is a whole URL, as proxies and some clients send it, becomes what it is to everybody else: its path, for the
 * host that the URL names. False for a target that is neither that nor a path.
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

/** Paths of programs, which read JSON also where nothing is. */
export const isForPrograms = (path: string): boolean => path.startsWith('/api/') || path.startsWith('/ws/')

/** The body of a refusal that no verb made, in the form of those that one made. */
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
  sendText(response, status, all, JSON.stringify(body))
}
