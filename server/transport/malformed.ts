import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock } from '../ports/clock.ts'

/** As long as answerEarly reads on; a peer that sends more after its answer is cut. */
const discardForMs = 1_000

const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

interface HttpSocket extends Duplex {
  /** Of Node: the response that is being written on this connection. */
  _httpMessage?: { headersSent: boolean } | null
}

/**
 * Answers bytes that are not HTTP, and requests that take too long, with the status that Node would send. Node closes the
 * connection at once: bytes that arrive afterwards reset it, and the client may lose the answer. Here the connection is half
 * closed first, and what still arrives is discarded. Called for each chunk that arrives after the first error, too.
 */
export async function answerMalformed(
  clock: Clock,
  error: Error & { code?: string },
  socket: HttpSocket,
): Promise<void> {
  if (socket.destroyed || socket.writableEnded) return
  if (!socket.writable || socket._httpMessage?.headersSent) {
    socket.destroy()
    return
  }
  const status = statuses[error.code ?? ''] ?? 400
  const closed = new AbortController()
  socket.once('close', () => closed.abort())
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`)
  await clock.sleep(discardForMs, closed.signal)
  socket.destroy()
}
