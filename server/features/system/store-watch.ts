/** `store` holds the truth; `cache` is rebuilt from it: cache, rankings and bus. */
export type StoreKind = 'store' | 'cache'
export type StoreCondition = 'up' | 'down'

/** How one server that this process depends on stands, as this process sees it. */
export interface StoreState {
  /** As an operator knows it: `ScyllaDB`, `Redis`, `LMDB`. */
  name: string
  kind: StoreKind
  state: StoreCondition
  sinceMs: number
  /** The last error in words, or how it is reached; null when there is nothing to say. */
  detail: string | null
}

export interface StoreWatch {
  /** Never fails, never waits: what was seen last. */
  list(): readonly StoreState[]
}
