/** Between Node's requests and those of fetch. */
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { unbuffered } from '../doors.ts'
import { sendText } from '../send-text.ts'

/** Aborts when the connection ends before the response does. */
export function signalOf(response: ServerResponse): AbortSignal {
  const gone = new AbortController()
  if (response.destroyed) gone.abort()
  else
    response.once('close', () => {
      if (!response.writableFinished) gone.abort()
    })
  return gone.signal
}

/** The same request for a fetch handler; it aborts when the connection ends before the answer does. */
export function toRequest(request: IncomingMessage, response: ServerResponse, text: string | null): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined && !name.startsWith(':')) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  const url = `http://${request.headers.host ?? 'localhost'}${request.url}`
  return new Request(url, { method: request.method ?? 'GET', headers, signal: signalOf(response), body: text })
}

/** Sends a stream of events as it comes, no faster than the peer reads. A peer that reads nothing for `stallMs` is cut off. */
export async function sendResponse(response: ServerResponse, answer: Response, stallMs: number): Promise<void> {
  const headers = Object.fromEntries(answer.headers)
  const isStream = headers['content-type']?.startsWith('text/event-stream')
  if (!isStream) return sendText(response, answer.status, headers, await answer.text())
  response.writeHead(answer.status, { ...headers, ...unbuffered })
  const reader = answer.body?.getReader()
  const isOpen = () => !response.destroyed && !response.writableEnded
  response.once('close', () => void reader?.cancel().catch(() => undefined))
  while (reader && isOpen()) {
    const { done, value } = await reader.read()
    if (done) break
    if (isOpen() && !response.write(value)) await drained(response, stallMs)
  }
  response.end()
}

async function drained(response: ServerResponse, stallMs: number): Promise<void> {
  const stalled = setTimeout(() => response.destroy(), stallMs)
  const ended = new AbortController()
  await Promise.race([
    once(response, 'drain', { signal: ended.signal }),
    once(response, 'close', { signal: ended.signal }),
  ]).catch(() => undefined)
  ended.abort()
  clearTimeout(stalled)
}
