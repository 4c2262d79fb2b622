import type { IncomingMessage } from 'node:http'
import { decodeUtf8, isUtf8Type } from '../http/utf8.ts'
import { notUtf8, type Refusal, tooLarge } from './refuse.ts'

/** The text of a body of at most `maxBytes`, or why it is refused. What is not read is left to the caller. */
export async function readWithin(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string | Refusal> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > maxBytes) return tooLarge
    chunks.push(chunk)
  }
  return decodeUtf8(Buffer.concat(chunks, size)) ?? notUtf8
}

/** True when the media type says JSON in UTF-8, as programs say it; a form, which any foreign page can post, is none. */
export const isJson = (contentType: string | null | undefined): boolean =>
  /^application\/(graphql\+)?json\s*(;|$)/i.test(contentType ?? '') && isUtf8Type(contentType ?? '')

/** The same of a Node request; by its events, which cost a third of its iterator. Rejects when the peer goes away midway. */
export function readRequestWithin(request: IncomingMessage, maxBytes: number): Promise<string | Refusal> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const take = (chunk: Buffer) => {
      size += chunk.byteLength
      chunks.push(chunk)
      if (size <= maxBytes) return
      request.off('data', take)
      request.pause()
      resolve(tooLarge)
    }
    request.on('data', take)
    request.once('end', () => {
      const [first = Buffer.alloc(0)] = chunks
      resolve(decodeUtf8(chunks.length <= 1 ? first : Buffer.concat(chunks, size)) ?? notUtf8)
    })
    request.once('error', reject)
  })
}
