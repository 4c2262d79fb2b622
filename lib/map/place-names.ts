/** Administrative prefixes and suffixes in GeoNames, in its spellings: "centre of", "district of", "government of". */
const before = /^(?:(?:markaz|w[uo]lu?[aeu]?s[wv]ali|hukumat|alaqahdari)(?:i|-e|-i|-ye|-y)?\s+)+/iu
const after = /\s+(?:alaqahdari|w[uo]lu?[aeu]?s[wv]ali)$/iu

/** A name without administrative parts: `Markaz-e Woluswali-ye Achin` is Achin. Returned unchanged if too little would remain. */
export function shortPlaceName(name: string): string {
  const short = name.replace(before, '').replace(after, '').trim()
  return short.length >= 3 ? short : name
}
