import { maxHeaderSize, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { describe, type FailureCode } from '../../../lib/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import { refusal } from './doors.ts'

/** As long as in answerEarly; a peer that still sends afterwards is disconnected. */
const discardForMs = 1_000

/** Node's timeouts for receiving a request. */
export const requestTimes = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 1_000, // by default both timeouts come up to 30 s late
} as const

interface Answer {
  status: number
  code: FailureCode
  expected: string
  got: string
}

const answers: Readonly<Record<string, Answer>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'limited',
    expected: `headers of at most ${maxHeaderSize} bytes in all`,
    got: 'more',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    code: 'limited',
    expected: 'chunks without such long extensions',
    got: 'more than 16 KiB of them',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'limited',
    expected: `headers within ${requestTimes.headersTimeout / 1_000} s and all within ${requestTimes.requestTimeout / 1_000} s`,
    got: 'no end of them',
  },
}
const notHttp = (reason: string | undefined): Answer => ({
  status: 400,
  code: 'invalid',
  expected: 'an HTTP/1.1 request',
  got: describe(reason ?? 'something else'),
})

interface HttpSocket extends Duplex {
  /** Node internal: the response being written on this connection. */
  _httpMessage?: { headersSent: boolean } | null
}

/**
 * Responds to malformed and timed-out requests with Node's status and what was expected. Node would close the connection at once;
 * bytes that arrive later then reset it, and the client may lose the response. Here the connection is half-closed first, and
 * further input is discarded. Also called for each chunk that arrives after the first error.
 */
export async function answerMalformed(
  clock: Clock,
  error: Error & { code?: string; reason?: string },
  socket: HttpSocket,
): Promise<void> {
  if (socket.destroyed || socket.writableEnded) return
  if (!socket.writable || socket._httpMessage?.headersSent) {
    socket.destroy()
    return
  }
  const { status, code, expected, got } = answers[error.code ?? ''] ?? notHttp(error.reason)
  const body = JSON.stringify(refusal(code, expected, got))
  const closed = new AbortController()
  socket.once('close', () => closed.abort())
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
  await clock.sleep(discardForMs, closed.signal)
  socket.destroy()
}
