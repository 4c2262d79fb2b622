/** Longest part of a file name that comes from elsewhere, in characters: with four bytes each the name still fits a file system. */
const maxNameLength = 40

/**
 * A file name that is safe on every system, made of a name that anybody may have chosen and a suffix of ours, which begins with an
 * underscore or a dot and so keeps the name from being one that a system reserves.
 */
export function fileNameOf(name: string, suffix: string): string {
  const safe = name
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Z}\p{Cn}\p{Co}\ufffd/\\?%*:|"'<>;]+/gu, '-')
    .replace(/^[.\-~]+/, '')
  const short = [...safe]
    .slice(0, maxNameLength)
    .join('')
    .replace(/[.-]+$/, '')
  return `${short || 'export'}${suffix}`
}

/** The header that has a browser save the response under this name (RFC 6266), for clients that know UTF-8 there and others. */
export function attachment(fileName: string): string {
  const ascii = fileName.replace(/[^A-Za-z0-9._-]+/g, '_')
  if (ascii === fileName) return `attachment; filename="${ascii}"`
  const encoded = encodeURIComponent(fileName).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
