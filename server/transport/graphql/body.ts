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
