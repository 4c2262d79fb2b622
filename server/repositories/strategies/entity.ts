import type { Ports } from '../../ports/index.ts'

/** A kind of value read from the store by key, and how it is cached. */
export interface Readable<K, V> {
  /** Prefix of its cache keys. */
  name: string
  /** The rest of the cache key: unique per key. */
  keyTextOf(key: K): string
  /** Reads from the store; null when there is no value. */
  load(key: K): Promise<V | null>
  /**
   * How long a cached value may be returned. Null: until it is written or evicted. Then a value written while the cache was
   * unavailable may stay outdated for ever, if the writing process died before the cache was available again.
   */
  ttlMs: number | null
}

/** A kind of value that is also written by key, always as a whole. */
export interface Entity<K, V> extends Readable<K, V> {
  /** Writes to the store and resolves when durable. Idempotent. */
  save(key: K, value: V): Promise<void>
}

/** Reads of an entity by this process since its start. */
export interface ReadCounters {
  hits: number
  misses: number
  /** Loads overtaken by a write, or by a later load of another process: their value was returned but not cached. */
  stale: number
  /** Greatest age of a value returned from the cache. */
  oldestHitMs: number
  /** Failed cache calls; the store was used instead. */
  cacheFailures: number
}

/** A value in the cache; a cached null means that the store has none. */
export interface Cached<V> {
  value: V | null
  cachedAtMs: number
  /** The token of the load or write that put it there. */
  by: string
}

/**
 * The content of a cache key: a value; the token of a load or write in progress; nothing; or unknown, if the cache is unavailable.
 * A value may only replace its own token, so one older than the last write finds its token gone and is not cached.
 */
export type Lookup<V> = { state: 'hit'; cached: Cached<V> } | MissedLookup
export type MissedLookup = { state: 'miss'; token: string | null } | { state: 'unavailable'; token: null }

/** A write in progress. It must end with one of the two methods; neither fails. */
export interface WriteInFlight<V> {
  /** The write is durable: readers get `value` from now on. */
  complete(value: V): Promise<void>
  /** The write is durable, or failed with an unknown outcome: readers load from now on. */
  invalidate(): Promise<void>
}

/** One entity with its cache. Handles cache failures: to the strategies, an unavailable cache is an empty one. */
export interface CachedEntity<K, V> {
  entity: Readable<K, V>
  counters: ReadCounters
  /** Reads the cache and counts a hit or a miss. */
  lookUp(key: K): Promise<Lookup<V>>
  /** Reads from the store and fills the cache, unless a write overtakes the load. */
  load(key: K, missed: MissedLookup): Promise<V | null>
  /** Like `load`, but joins a load in progress, unless a write had overtaken that load before the caller's lookup. */
  loadShared(key: K, missed: MissedLookup): Promise<V | null>
  /** Announces a write; call it before writing to the store. From now on no load of any process fills the cache. */
  beginWrite(key: K): Promise<WriteInFlight<V>>
  invalidate(keys: readonly K[]): Promise<void>
}

export const noReads = (): ReadCounters => ({ hits: 0, misses: 0, stale: 0, oldestHitMs: 0, cacheFailures: 0 })

export type StrategyDeps = Pick<Ports, 'cache' | 'clock'>
