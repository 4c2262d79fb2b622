/** Sends the responses of Yoga: at once, or as a stream with back-pressure. */
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { unbuffered } from '../http/doors.ts'
import { sendBody } from '../http/send-body.ts'

const isStream = (headers: Record<string, string>) => headers['content-type']?.startsWith('text/event-stream') === true

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

/** Sends a stream of events, no faster than the peer reads. A peer that reads nothing for `stallMs` is disconnected. */
export async function sendResponse(response: ServerResponse, answer: Response, stallMs: number): Promise<void> {
  const headers = Object.fromEntries(answer.headers)
  if (!isStream(headers)) return sendBody(response, answer.status, headers, await answer.text())
  response.writeHead(answer.status, { ...headers, ...unbuffered })
  const reader = answer.body?.getReader()
  const isOpen = () => !response.destroyed && !response.writableEnded
  const leave = () => void reader?.cancel().catch(() => undefined)
  // A peer may have gone while its stream was being opened.
  if (response.destroyed) leave()
  else response.once('close', leave)
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
