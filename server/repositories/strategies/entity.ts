import type { Ports } from '../../ports/index.ts'

/** What is found in the store under a key, and how it is cached. */
export interface Readable<K, V> {
  /** Begins its cache keys. */
  name: string
  /** The rest of a cache key: different for different keys. */
  keyTextOf(key: K): string
  /** From the store; null when there is none. */
  load(key: K): Promise<V | null>
  /** How long a cached value may be answered; null: until it is written or pushed out. */
  ttlMs: number | null
}

/** What is also written under that key, whole. */
export interface Entity<K, V> extends Readable<K, V> {
  /** Into the store: resolves when durable. Saving a value twice changes nothing. */
  save(key: K, value: V): Promise<void>
  /** Nobody is harmed when the last seconds of writes are lost in a crash: allows write-behind. */
  mayBeLost: boolean
}

/** What was read of an entity, and how, since the start. */
export interface ReadCounters {
  hits: number
  misses: number
  /** Loads overtaken by a write: answered to who asked, not put in the cache. */
  stale: number
  /** Greatest age of a value answered from the cache. */
  oldestHitMs: number
  /** Times the cache was away and the store answered alone. */
  cacheFailures: number
}

/** Writes that are answered and not yet durable. */
export interface Lag {
  waiting: number
  /** How long the longest waiting has waited; 0 when none waits. */
  lagMs: number
}

/** A value as it stands in the cache; null is a value too: the store has none. */
export interface Cached<V> {
  value: V | null
  cachedAtMs: number
}

/** One entity with its cache. Cache failures end here: to the strategies a cache that is away is an empty one. */
export interface CachedEntity<K, V> {
  entity: Readable<K, V>
  counters: ReadCounters
  /** The cached value, counted as a hit; or null, counted as a miss. */
  findCached(key: K): Promise<Cached<V> | null>
  /** From the store, and into the cache unless a write overtakes it. */
  load(key: K): Promise<V | null>
  /** As `load`, shared by all who ask while it is under way; never one that a write has overtaken. */
  loadShared(key: K): Promise<V | null>
  put(key: K, value: V): Promise<void>
  forget(keys: readonly K[]): Promise<void>
}

export const noReads = (): ReadCounters => ({ hits: 0, misses: 0, stale: 0, oldestHitMs: 0, cacheFailures: 0 })

export type StrategyDeps = Pick<Ports, 'cache' | 'clock'>
