/**
 * Zero-width joiners and non-joiners where a script needs them, as Unicode Standard Annex 31 (rules A1, A2 and B) has it: after a
 * virama, and a non-joiner between letters of a cursive script. Elsewhere they are invisible and change nothing but the bytes.
 */
const viramas =
  '\\u094D\\u09CD\\u0A4D\\u0ACD\\u0B4D\\u0BCD\\u0C4D\\u0CCD\\u0D3B\\u0D3C\\u0D4D\\u0DCA\\u0E3A\\u0EBA\\u0F84\\u1039\\u103A\\u1714\\u1734\\u17D2' +
  '\\u1A60\\u1B44\\u1BAA\\u1BAB\\u1BF2\\u1BF3\\u2D7F\\uA806\\uA82C\\uA8C4\\uA953\\uA9C0\\uAAF6\\uABED' +
  '\\u{10A3F}\\u{11046}\\u{1107F}\\u{110B9}\\u{11133}\\u{11134}\\u{111C0}\\u{11235}\\u{1134D}\\u{11442}\\u{114C2}\\u{115BF}'
const cursive = ['Arabic', 'Syriac', 'Mandaic', 'Mongolian', 'Nko', 'Adlam', 'Hanifi_Rohingya']
  .map((script) => `\\p{Script=${script}}`)
  .join('')
const neededJoiner = new RegExp(
  [
    `(?<=[${viramas}]\\p{M}?)[\\u200C\\u200D]`,
    `(?<=[${cursive}]\\p{M}{0,3})\\u200C(?=[${cursive}])`,
    // Bengali ra before ya-phala.
    '(?<=\\u09B0)\\u200D(?=\\u09CD)',
  ].join('|'),
  'gu',
)

/** The text without the joiners that its scripts need. */
export const withoutNeededJoiners = (text: string): string => text.replace(neededJoiner, '')

/** True for text with characters that can't be seen or that turn what stands around them: controls, format characters, lone surrogates. */
export const hasHiddenCharacters = (text: string): boolean =>
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(withoutNeededJoiners(text))
