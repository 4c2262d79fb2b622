import { isFailure } from '../../../lib/errors.ts'
import { type Cached, type CachedEntity, noReads, type Readable, type StrategyDeps } from './entity.ts'

interface Load<V> {
  /** A write came after it began: what it brings may be older. */
  isOvertaken: boolean
  result: Promise<V | null>
}

export function createCachedEntity<K, V>({ cache, clock }: StrategyDeps, entity: Readable<K, V>): CachedEntity<K, V> {
  const counters = noReads()
  const loads = new Map<string, Set<Load<V>>>()
  const cacheKeyOf = (key: K) => `${entity.name}:${entity.keyTextOf(key)}`

  async function orElse<R>(work: Promise<R>, instead: R): Promise<R> {
    try {
      return await work
    } catch (error) {
      if (!isFailure(error)) throw error
      counters.cacheFailures += 1
      return instead
    }
  }

  function fill(cacheKey: string, value: V | null): Promise<void> {
    const cached: Cached<V> = { value, cachedAtMs: clock.nowMs() }
    return orElse(cache.set([[cacheKey, cached]], entity.ttlMs), undefined)
  }

  function overtakeLoads(cacheKey: string): void {
    for (const load of loads.get(cacheKey) ?? []) load.isOvertaken = true
    counters.stale += loads.get(cacheKey)?.size ?? 0
    loads.delete(cacheKey)
  }

  function beginLoad(key: K): Load<V> {
    const cacheKey = cacheKeyOf(key)
    const underWay = loads.get(cacheKey) ?? new Set()
    loads.set(cacheKey, underWay)
    const load: Load<V> = { isOvertaken: false, result: Promise.resolve(null) }
    underWay.add(load)
    load.result = run()
    return load

    async function run(): Promise<V | null> {
      try {
        const value = await entity.load(key)
        if (!load.isOvertaken) await fill(cacheKey, value)
        return value
      } finally {
        underWay.delete(load)
        if (underWay.size === 0 && loads.get(cacheKey) === underWay) loads.delete(cacheKey)
      }
    }
  }

  return {
    entity,
    counters,
    async findCached(key) {
      const [cached] = await orElse(cache.get<Cached<V>>([cacheKeyOf(key)]), [undefined])
      if (!cached) {
        counters.misses += 1
        return null
      }
      counters.hits += 1
      counters.oldestHitMs = Math.max(counters.oldestHitMs, clock.nowMs() - cached.cachedAtMs)
      return cached
    },
    load: (key) => beginLoad(key).result,
    loadShared(key) {
      const [underWay] = loads.get(cacheKeyOf(key)) ?? []
      return (underWay ?? beginLoad(key)).result
    },
    async put(key, value) {
      overtakeLoads(cacheKeyOf(key))
      await fill(cacheKeyOf(key), value)
    },
    async forget(keys) {
      const cacheKeys = keys.map(cacheKeyOf)
      for (const cacheKey of cacheKeys) overtakeLoads(cacheKey)
      await orElse(cache.delete(cacheKeys), undefined)
    },
  }
}
