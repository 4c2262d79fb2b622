import type { ReadStrategyName } from '../../../schema/strategies.ts'
import type { CachedEntity } from './entity.ts'

type Read = <K, V>(cached: CachedEntity<K, V>, key: K) => Promise<V | null>

/** How a value is read. Each returns null for what the store does not have, and fails only as the store does. */
export const readStrategies: Record<ReadStrategyName, Read> = {
  /** Cache first; who misses loads and fills, each for himself. */
  'cache-aside': async (cached, key) => {
    const lookup = await cached.lookUp(key)
    return lookup.state === 'hit' ? lookup.cached.value : cached.load(key, lookup)
  },
  /** Cache first; the cache fills itself, and those who miss at once share one load. */
  'read-through': async (cached, key) => {
    const lookup = await cached.lookUp(key)
    return lookup.state === 'hit' ? lookup.cached.value : cached.loadShared(key, lookup)
  },
  /** The cache is not asked. */
  'store-only': (cached, key) => cached.entity.load(key),
}
