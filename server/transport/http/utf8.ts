import { isUtf8 } from 'node:buffer'

/**
 * Decodes UTF-8 without a byte order mark; null for invalid UTF-8, which every endpoint refuses instead of replacing it with U+FFFD.
 */
export function decodeUtf8(bytes: Uint8Array): string | null {
  if (!isUtf8(bytes)) return null
  return withoutByteOrderMark(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString())
}

/** Removes a byte order mark from the text of a WebSocket message, which ws has validated as UTF-8. */
export const withoutByteOrderMark = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)

/** True for a URL whose percent escapes are UTF-8. */
export function isUtf8Url(url: string): boolean {
  if (!url.includes('%')) return true
  try {
    decodeURIComponent(url.replace(/%(?![0-9a-f]{2})/gi, '%25'))
    return true
  } catch {
    return false
  }
}

/** True for a Content-Type that names no charset, or UTF-8. */
export function isUtf8Type(contentType: string): boolean {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(contentType)?.[1]?.toLowerCase()
  return charset === undefined || charset === 'utf-8' || charset === 'utf8'
}
