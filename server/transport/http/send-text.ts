import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzip } from 'node:zlib'

/** Shorter answers fit into one packet with their head as they are. */
const minCompressedBytes = 1_024
/** JSON shrinks to a fifth at little more than the cost of level 1. */
export const gzipOptions = { level: 4 } as const

/** Sends a whole answer, compressed where the client takes that and it is worth it. */
export function sendText(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  text: string,
): void {
  const sizeBytes = Buffer.byteLength(text)
  if (sizeBytes < minCompressedBytes) {
    response.writeHead(status, { ...headers, 'content-length': sizeBytes }).end(text)
    return
  }
  const varying = { ...headers, vary: 'accept-encoding' }
  if (!acceptsGzip(response.req)) {
    // As text, which Node sends in one piece with the head.
    response.writeHead(status, { ...varying, 'content-length': sizeBytes }).end(text)
    return
  }
  gzip(text, gzipOptions, (error, bytes) => {
    if (error) response.destroy(error)
    else
      response.writeHead(status, { ...varying, 'content-encoding': 'gzip', 'content-length': bytes.length }).end(bytes)
  })
}

/** Whether an answer may be compressed with gzip: named, or anything, and not with a weight of zero. */
export function acceptsGzip({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const accepted = headers['accept-encoding']
  if (accepted === undefined) return false
  const weights = new Map(
    String(accepted)
      .toLowerCase()
      .split(',')
      .map((part) => {
        const [name = '', weight] = part.split(';').map((piece) => piece.trim())
        return [name, weight === undefined ? 1 : Number(weight.replace(/^q=/, ''))]
      }),
  )
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0
}
