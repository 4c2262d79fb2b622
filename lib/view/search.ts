export interface SearchEntry {
  kind: 'convoy' | 'drone' | 'place'
  /** Unique among entries of its kind. */
  id: string
  name: string
  /** A second name to find it by and to tell it apart: unit, type, province. */
  detail: string
  latitudeDeg?: number
  longitudeDeg?: number
}

const kindOrder = { convoy: 0, drone: 1, place: 2 } as const

/** Lower case, no accents, vowel points or joiners, one space between words; `-` and `_` count as spaces. */
export const normalise = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036F\u0591-\u05C7\u064B-\u065F\u0670\u200C\u200D]/g, '')
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim()

/**
 * At most `limit` entries that hold every word of `query`: first those whose name begins with it, then those where a word
 * begins with it, then the rest; convoys before drones before places. Empty for an empty query.
 */
export function searchEntries(entries: readonly SearchEntry[], query: string, limit: number): SearchEntry[] {
  const wanted = normalise(query)
  if (!wanted) return []
  const found: { entry: SearchEntry; order: number }[] = []
  for (const entry of entries) {
    const match = matchOf(entry, wanted)
    if (match !== null) found.push({ entry, order: match * 3 + kindOrder[entry.kind] })
  }
  return found
    .sort((a, b) => a.order - b.order || a.entry.name.localeCompare(b.entry.name, 'en', { numeric: true }))
    .slice(0, limit)
    .map(({ entry }) => entry)
}

function matchOf(entry: SearchEntry, wanted: string): number | null {
  const name = normalise(entry.name)
  if (name === wanted) return 0
  if (name.startsWith(wanted)) return 1
  if (` ${name}`.includes(` ${wanted}`)) return 2
  const all = `${name} ${normalise(entry.detail)}`
  return wanted.split(' ').every((word) => all.includes(word)) ? 3 : null
}
