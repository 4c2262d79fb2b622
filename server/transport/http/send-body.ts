import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzip } from 'node:zlib'

/** Shorter responses fit into one packet uncompressed. */
const minCompressedBytes = 1_024
/** Compresses JSON to a fifth at little more than the cost of level 1. */
export const gzipOptions = { level: 4 } as const

/** Sends a complete response, compressed if the client accepts it and it is worthwhile. */
export function sendBody(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string | Uint8Array,
): void {
  const sizeBytes = Buffer.byteLength(body)
  if (sizeBytes < minCompressedBytes) {
    response.writeHead(status, { ...headers, 'content-length': sizeBytes }).end(body)
    return
  }
  const varying = { ...headers, vary: 'accept-encoding' }
  if (!acceptsGzip(response.req)) {
    // A string as it is: Node sends it in one packet with the headers.
    response.writeHead(status, { ...varying, 'content-length': sizeBytes }).end(body)
    return
  }
  gzip(body, gzipOptions, (error, bytes) => {
    if (error) response.destroy(error)
    else
      response.writeHead(status, { ...varying, 'content-encoding': 'gzip', 'content-length': bytes.length }).end(bytes)
  })
}

/** Whether the client accepts gzip: named or by wildcard, with a weight above zero. */
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
