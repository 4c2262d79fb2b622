import type { ReadStrategyName } from '../../../schema/strategies.ts'
import type { CachedEntity } from './entity.ts'

type Read = <K, V>(cached: CachedEntity<K, V>, key: K) => Promise<V | null>

/** How a value is read. Each returns null for what the store does not have, and fails only as the store does. */
export const readStrategies: Record<ReadStrategyName, Read> = {
  /** Cache first; who misses loads and fills, each for himself. */
  'cache-aside': async (cached, key) => {
    const look = await cached.look(key)
    return look.state === 'hit' ? look.cached.value : cached.load(key, look)
  },
  /** Cache first; the cache fills itself, and those who miss at once share one load. */
  'read-through': async (cached, key) => {
    const look = await cached.look(key)
    return look.state === 'hit' ? look.cached.value : cached.loadShared(key, look)
  },
  /** The cache is not asked. */
  'store-only': (cached, key) => cached.entity.load(key),
}
