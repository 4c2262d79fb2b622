import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCallsign } from './callsign.ts'
import { hasHiddenCharacters } from './joiners.ts'

describe('a callsign', () => {
  test.each([
    ['Latin', 'HAWK-1'],
    ['a single digit', '7'],
    ['Latin with an accent that has no letter of its own', 'm\u0303-1'],
    ['Devanagari', 'गरुड़ 1'],
    ['Devanagari with a joiner after its virama', 'क्\u200dष 2'],
    ['Malayalam that ends in a chillu', 'അവന\u0d4d\u200d'],
    ['Bengali with ya-phala', 'র\u200d\u09cdযাব'],
    ['Thai', 'เหยี่ยว 3'],
    ['Tamil', 'பருந்து-4'],
    ['Arabic with vowels', 'صَقْر ٥'],
    ['Persian with its non-joiner', 'کوه\u200cبابا'],
    ['Pashto', 'باز_۷'],
    ['Hebrew with points', 'נֵץ 8'],
    ['Tibetan', 'ཁྲ་'.replace('་', '')],
    ['Chinese', '雄鹰 9'],
    ['Korean', '매-10'],
    ['32 letters of three marks each', 'ड़ि'.normalize('NFC').repeat(27)],
  ])('may be %s: %s', (_, text) => expect(parseCallsign(text)).toBe(text.normalize('NFC')))

  test('is stored in normal form C without spaces at its ends', () => {
    expect(parseCallsign('  E\u0301clair 1 ')).toBe('Éclair 1')
    expect(parseCallsign('Å'.normalize('NFD'))).toBe('Å'.normalize('NFC'))
  })

  test.each([
    ['blank', ''],
    ['spaces', '   '],
    ['only a joiner', '\u200d'],
    ['a Hangul filler, which counts as a letter', '\u3164'],
    ['a filler among letters', 'A\u115FB'],
    ['a mark first', '\u0301A'],
    ['a dash first', '-A'],
    ['a line feed', 'A\nB'],
    ['NUL', 'A\u0000'],
    ['a bidirectional override', 'A\u202EB'],
    ['an isolate', '\u2067A\u2069'],
    ['a right-to-left mark', 'A\u200F'],
    ['a lone surrogate', 'A\ud800'],
    ['a soft hyphen', 'A\u00adB'],
    ['a variation selector', 'A\ufe0f'],
    ['a byte order mark within', 'A\ufeffB'],
    ['a zero-width space', 'A\u200bB'],
    ['a joiner between Latin letters', 'A\u200dB'],
    ['a non-joiner between Latin letters', 'A\u200cB'],
    ['a non-joiner at the end', 'کوه\u200c'],
    ['a non-joiner between Arabic and Latin', 'کوه\u200cA'],
    ['a joiner after a Devanagari letter without virama', 'क\u200dष'],
    ['two joiners after a virama', 'क्\u200d\u200d\u200dष'],
    ['piled marks', `A${'\u0301'.repeat(7)}`],
    ['an emoji', '🦅 1'],
    ['markup', '<img src=x onerror=alert(1)>'],
    ['a formula', '=cmd|1'],
    ['33 letters', 'A'.repeat(33)],
    ['more than 256 bytes', 'ड़ि'.repeat(30)],
    ['a book', 'A'.repeat(1_000_000)],
  ])('is never %s', (_, text) => expect(parseCallsign(text)).toBeNull())

  test('read again is the same, and holds nothing hidden', () => {
    const text = fc.string({ unit: fc.constantFrom(...'AÉक्षิصَ\u200c\u200d\u202e\u0301 -١ß'), maxLength: 12 })
    fc.assert(
      fc.property(text, (given) => {
        const parsed = parseCallsign(given)
        if (parsed === null) return
        expect(parseCallsign(parsed)).toBe(parsed)
        expect(hasHiddenCharacters(parsed)).toBe(false)
      }),
      { numRuns: 5_000 },
    )
  })
})
