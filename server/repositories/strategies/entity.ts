import type { Ports } from '../../ports/index.ts'

/** What is found in the store under a key, and how it is cached. */
export interface Readable<K, V> {
  /** Begins its cache keys. */
  name: string
  /** The rest of a cache key: different for different keys. */
  keyTextOf(key: K): string
  /** From the store; null when there is none. */
  load(key: K): Promise<V | null>
  /**
   * How long a cached value may be answered. Null: until it is written or pushed out; for what was written while the cache
   * was unavailable, by a process that died before the cache came back, that is never.
   */
  ttlMs: number | null
}

/** What is also written under that key, whole. */
export interface Entity<K, V> extends Readable<K, V> {
  /** Into the store: resolves when durable. Saving a value twice changes nothing. */
  save(key: K, value: V): Promise<void>
}

/** What was read of an entity by this process, and how, since its start. */
export interface ReadCounters {
  hits: number
  misses: number
  /** Loads overtaken by a write, or by a later load of another process: answered to who asked, not put in the cache. */
  stale: number
  /** Greatest age of a value answered from the cache. */
  oldestHitMs: number
  /** Times the cache was unavailable and the store answered alone. */
  cacheFailures: number
}

/** A value as it stands in the cache; null is a value too: the store has none. */
export interface Cached<V> {
  value: V | null
  cachedAtMs: number
  /** The token of the load or write that put it there. */
  by: string
}

/**
 * What stands under a key: a value; the token of a load or of a write under way; nothing; or unknown, the cache being unavailable.
 * Values are put in the place of a token only, so one that is older than the last write finds its token gone.
 */
export type Lookup<V> = { state: 'hit'; cached: Cached<V> } | MissedLookup
export type MissedLookup = { state: 'miss'; token: string | null } | { state: 'unavailable'; token: null }

/** A write between its announcement and its end. Each ends by one of the two, and neither fails. */
export interface WriteInFlight<V> {
  /** It is durable: readers are given `value` from now on. */
  complete(value: V): Promise<void>
  /** It is durable, or failed and may have happened: readers load from now on. */
  invalidate(): Promise<void>
}

/** One entity with its cache. Cache failures end here: to the strategies a cache that is unavailable is an empty one. */
export interface CachedEntity<K, V> {
  entity: Readable<K, V>
  counters: ReadCounters
  /** Counted as a hit or a miss. */
  lookUp(key: K): Promise<Lookup<V>>
  /** From the store, and into the cache unless a write overtakes it. */
  load(key: K, missed: MissedLookup): Promise<V | null>
  /** As `load`, shared by all who ask while it is under way; never one that a write has overtaken before they looked. */
  loadShared(key: K, missed: MissedLookup): Promise<V | null>
  /** Announces a write, before the store is touched: from now on no load of any process fills the cache. */
  beginWrite(key: K): Promise<WriteInFlight<V>>
  invalidate(keys: readonly K[]): Promise<void>
}

export const noReads = (): ReadCounters => ({ hits: 0, misses: 0, stale: 0, oldestHitMs: 0, cacheFailures: 0 })

export type StrategyDeps = Pick<Ports, 'cache' | 'clock'>
