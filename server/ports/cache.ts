/**
 * Small values by key. May evict anything at any time and is not a system of record: a miss is never an error, and on `unavailable`
 * a caller reads the store. Values are structured-cloneable and copied: callers can't modify a cached value.
 */
export interface Cache {
  /** The value or undefined, per key, in order. */
  get<V>(keys: readonly string[]): Promise<(V | undefined)[]>
  /** Sets values that expire after `ttlMs`, to the millisecond; null: evicted only when space is needed. */
  set<V>(entries: readonly (readonly [key: string, value: V])[], ttlMs: number | null): Promise<void>
  delete(keys: readonly string[]): Promise<void>
  /**
   * Compare-and-set: atomically sets `value` if the key has the string `expected`; returns whether it did. Of concurrent calls, in
   * any process, that expect the same string exactly one succeeds.
   */
  replace<V>(key: string, expected: string, value: V, ttlMs: number | null): Promise<boolean>
}
