/**
 * Small values by key. May forget anything at any time, holds no truth: a miss is never an error, and a caller that gets
 * `unavailable` asks the store. Values are structured-cloneable; a stored value is never changed by its giver or taker.
 */
export interface Cache {
  /** The value or undefined, per key, in order. */
  get<V>(keys: readonly string[]): Promise<(V | undefined)[]>
  /** Sets values that are forgotten `ttlMs` later, to the millisecond; null: when room is needed. */
  set<V>(entries: readonly (readonly [key: string, value: V])[], ttlMs: number | null): Promise<void>
  delete(keys: readonly string[]): Promise<void>
  /**
   * Sets `value` where `expected`, a string that was set, stands under the key at that moment, in one atomic step; returns
   * whether it did. Of several at once that expect the same string one succeeds, in whatever process they are.
   */
  replace<V>(key: string, expected: string, value: V, ttlMs: number | null): Promise<boolean>
}
