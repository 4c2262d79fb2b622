/** The words of the status page for what the server knows by code. */
import type {
  ReadStrategy,
  StoreKind,
  StoreState,
  StrategyEntity,
  WriteStrategy,
} from '../../lib/api/documents.generated.ts'
import { formatCount, unknown } from '../../lib/view/format.ts'
import type { Tone } from '../../lib/view/words.ts'

export const storeStateWords: Record<StoreState, { word: string; tone: Tone }> = {
  UP: { word: 'Up', tone: 'good' },
  DOWN: { word: 'Down', tone: 'bad' },
}

export const storeKindWords: Record<StoreKind, string> = {
  STORE: 'system of record',
  CACHE: 'cache, rankings, bus',
}

export const entityWords: Record<StrategyEntity, { name: string; means: string }> = {
  ROUTE: { name: 'Routes', means: 'the waypoints of a drone' },
  RECENT_ENGAGEMENTS: { name: 'Recent engagements', means: 'the newest records of a drone' },
  LEADERBOARD: { name: 'Leaderboards', means: 'the board of a convoy as it is now' },
}

export const readWords: Record<ReadStrategy, string> = {
  CACHE_ASIDE: 'cache-aside',
  READ_THROUGH: 'read-through',
  STORE_ONLY: 'store only',
}

export const writeWords: Record<WriteStrategy, string> = {
  WRITE_THROUGH: 'write-through',
  WRITE_AROUND: 'write-around',
}

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
