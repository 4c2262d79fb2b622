import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../../ports/clock.ts'

const discardForMs = 1_000
const maxDiscardedBytes = 32 << 20

/** Sends a JSON response before the request body has been read completely, and closes the connection after it. */
export async function answerEarly(
  clock: Clock,
  request: IncomingMessage,
  response: ServerResponse,
  { status, text, headers = {} }: { status: number; text: string; headers?: Record<string, string> },
): Promise<void> {
  const body = Buffer.from(text)
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    connection: 'close',
    ...headers,
  })
  response.write(body)
  if (!request.complete) await discardRest(request, clock)
  response.end()
}

/** Closing with unread bytes resets the connection, and the client may lose the response: some more is read and discarded. */
async function discardRest(request: IncomingMessage, clock: Clock): Promise<void> {
  const done = new AbortController()
  let discardedBytes = 0
  request.on('data', (chunk: Buffer) => {
    discardedBytes += chunk.length
    if (discardedBytes > maxDiscardedBytes) done.abort()
  })
  request.on('close', () => done.abort())
  request.on('end', () => done.abort())
  request.on('error', () => done.abort())
  request.resume()
  await clock.sleep(discardForMs, done.signal)
  request.pause()
}
