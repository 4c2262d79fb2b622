const lineBreaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g
/** Controls, marks that turn the text around them, byte order marks, and what no XML may hold. Joiners stay: emoji and scripts need them. */
const hidden = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF]/gu

/**
 * The text as one line that reads the same in every program: line breaks and tabs become spaces, control characters and marks that
 * turn the text around them are removed, and half a surrogate pair becomes U+FFFD.
 */
export const plainText = (text: string): string =>
  text.toWellFormed().replace(lineBreaks, ' ').replace(hidden, '').trim()
