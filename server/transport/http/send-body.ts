import type { ServerResponse } from 'node:http'
import { encodingFor, encodingHeaders } from './encodings.ts'

/** Shorter responses fit into one packet uncompressed. */
const minCompressedBytes = 1_024

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
  const encoding = encodingFor(response.req)
  const varying = { ...headers, ...encodingHeaders(encoding) }
  if (!encoding) {
    // A string as it is: Node sends it in one packet with the headers.
    response.writeHead(status, { ...varying, 'content-length': sizeBytes }).end(body)
    return
  }
  encoding.compress(body, (error, bytes) => {
    if (error) response.destroy(error)
    else response.writeHead(status, { ...varying, 'content-length': bytes.length }).end(bytes)
  })
}
