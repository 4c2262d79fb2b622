import type { ReadStrategyName } from '../../../schema/strategies.ts'
import type { CachedEntity } from './entity.ts'

type Read = <K, V>(cached: CachedEntity<K, V>, key: K) => Promise<V | null>

/** How a value is read. Each strategy resolves with null for a missing value and fails only as the store does. */
export const readStrategies: Record<ReadStrategyName, Read> = {
  /** Cache first; each caller that misses loads the value and fills the cache. */
  'cache-aside': async (cached, key) => {
    const lookup = await cached.lookUp(key)
    return lookup.state === 'hit' ? lookup.cached.value : cached.load(key, lookup)
  },
  /** Cache first; concurrent misses share one load, which fills the cache. */
  'read-through': async (cached, key) => {
    const lookup = await cached.lookUp(key)
    return lookup.state === 'hit' ? lookup.cached.value : cached.loadShared(key, lookup)
  },
  /** Bypasses the cache. */
  'store-only': (cached, key) => cached.entity.load(key),
}
