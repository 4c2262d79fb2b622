/** Names beside bars: how wide they are, and what of them fits. Near enough in every script, without measuring. */

const [narrowPx, middlePx, widePx] = [6.6, 9, 12]
const letters = new Intl.Segmenter('und', { granularity: 'grapheme' })
const wide = /[WM@%\u2e80-\uffdc\p{Script=Hangul}]|\p{Extended_Pictographic}(?<![\d#*])/u

function widthPx(letter: string): number {
  if (wide.test(letter)) return widePx
  return /^[\p{Script=Latin}\p{Script=Common}]/u.test(letter) ? narrowPx : middlePx
}

/** One letter after the other, marks on it included. */
const widthsOf = (name: string) => [...letters.segment(name)].map(({ segment }) => ({ segment, px: widthPx(segment) }))

export const nameWidthPx = (name: string): number => widthsOf(name).reduce((sum, { px }) => sum + px, 0)

/** The name, or as much of its beginning as fits, and `…`. */
export function fittedName(name: string, mostPx: number): string {
  if (nameWidthPx(name) <= mostPx) return name
  const kept: string[] = []
  let leftPx = mostPx - narrowPx
  for (const { segment, px } of widthsOf(name)) {
    leftPx -= px
    if (leftPx < 0) break
    kept.push(segment)
  }
  return `${kept.join('')}…`
}
