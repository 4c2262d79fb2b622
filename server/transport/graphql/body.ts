import type { IncomingMessage } from 'node:http'

/** The text of a body of at most `maxBytes`, or null as soon as there is more. What is not read is left to the caller. */
export async function readWithin(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > maxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size).toString('utf8')
}

/** True when the media type says JSON, as programs say it; a form, which any foreign page can post, is none. */
export const isJson = (contentType: string | null | undefined): boolean =>
  /^application\/(graphql\+)?json\s*(;|$)/i.test(contentType ?? '')

/** The same of a Node request; by its events, which cost a third of its iterator. Rejects when the peer goes away midway. */
export function readRequestWithin(request: IncomingMessage, maxBytes: number): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const take = (chunk: Buffer) => {
      size += chunk.byteLength
      chunks.push(chunk)
      if (size <= maxBytes) return
      request.off('data', take)
      request.pause()
      resolve(null)
    }
    request.on('data', take)
    request.once('end', () => resolve(chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks, size).toString()))
    request.once('error', reject)
  })
}
