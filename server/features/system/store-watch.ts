/** `store` is the system of record; `cache` (cache, rankings and bus) is rebuilt from it. */
export type StoreKind = 'store' | 'cache'
export type StoreCondition = 'up' | 'down'

/** The state of one database of this process. */
export interface StoreState {
  /** The product name: `ScyllaDB`, `Redis`, `LMDB`. */
  name: string
  kind: StoreKind
  state: StoreCondition
  sinceMs: number
  /** The last error, or how it is reached; null without either. */
  detail: string | null
}

export interface StoreWatch {
  /** The last observed states. Synchronous; never throws. */
  list(): readonly StoreState[]
}
