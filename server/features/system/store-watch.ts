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

/** The stores of a process that has everything in itself: they live and die with it. */
export function createEmbeddedWatch(sinceMs: number): StoreWatch {
  const here: readonly StoreState[] = [
    { name: 'LMDB', kind: 'store', state: 'up', sinceMs, detail: 'On this machine’s disk.' },
    { name: 'Memory', kind: 'cache', state: 'up', sinceMs, detail: 'In this process: cache, rankings and bus.' },
  ]
  return { list: () => here }
}
