import { formatCount, unknown } from '../../lib/view/format.ts'
import type { Tone } from '../../lib/view/words.ts'

/** `93.4 %` of the reads that asked the cache; an em dash before the first. */
export function formatHitRate({ hits, misses }: { hits: number; misses: number }): string {
  const asked = hits + misses
  return asked === 0 ? unknown : `${((100 * hits) / asked).toFixed(1)} %`
}

/** A count of which any is worth a look. */
export const formatRare = (count: number): { text: string; tone: Tone } => ({
  text: formatCount(count),
  tone: count > 0 ? 'watch' : 'quiet',
})
