/** What GeoNames puts around a village's own name, in its spellings: "centre of", "district of", "government of". */
const before = /^(?:(?:markaz|w[uo]lu?[aeu]?s[wv]ali|hukumat|alaqahdari)(?:i|-e|-i|-ye|-y)?\s+)+/iu
const after = /\s+(?:alaqahdari|w[uo]lu?[aeu]?s[wv]ali)$/iu

/** A name as a map shows it: `Markaz-e Woluswali-ye Achin` is Achin. A name that would vanish is kept. */
export function shortPlaceName(name: string): string {
  const short = name.replace(before, '').replace(after, '').trim()
  return short.length >= 3 ? short : name
}
