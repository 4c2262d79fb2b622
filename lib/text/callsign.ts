import { withoutNeededJoiners } from './joiners.ts'

const maxGraphemes = 32
const maxBytes = 256
/** Enough for every script; more pile up into the lines above and below. */
const maxMarksPerLetter = 5

export const callsignRule =
  '1 to 32 letters, digits, spaces, dots, dashes or underscores, a letter or digit first, at most 256 bytes'

const shape = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._-]*$/u
const piledMarks = new RegExp(`\\p{M}{${maxMarksPerLetter + 1}}`, 'u')
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** The callsign as it is stored, in normal form C, or null for text that does not read the same wherever it is shown. */
export function parseCallsign(text: string): string | null {
  if (text.length > 4 * maxBytes) return null
  const callsign = text.normalize('NFC').trim()
  const visible = withoutNeededJoiners(callsign)
  // Some invisible fillers count as letters.
  if (!shape.test(visible) || /\p{Default_Ignorable_Code_Point}/u.test(visible) || piledMarks.test(visible)) return null
  if (new TextEncoder().encode(callsign).length > maxBytes) return null
  return [...graphemes.segment(callsign)].length <= maxGraphemes ? callsign : null
}
