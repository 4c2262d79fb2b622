import type { CachedEntity } from './entity.ts'

export const readStrategyNames = ['cache-aside', 'read-through', 'store-only'] as const
export type ReadStrategyName = (typeof readStrategyNames)[number]

type Read = <K, V>(cached: CachedEntity<K, V>, key: K) => Promise<V | null>

/** How a value is read. Each answers null for what the store does not have, and fails only as the store does. */
export const readStrategies: Record<ReadStrategyName, Read> = {
  /** Cache first; who misses loads and fills, each for himself. */
  'cache-aside': async (cached, key) => {
    const hit = await cached.findCached(key)
    return hit ? hit.value : cached.load(key)
  },
  /** Cache first; the cache fills itself, and those who miss at once share one load. */
  'read-through': async (cached, key) => {
    const hit = await cached.findCached(key)
    return hit ? hit.value : cached.loadShared(key)
  },
  /** The cache is not asked. */
  'store-only': (cached, key) => cached.entity.load(key),
}
