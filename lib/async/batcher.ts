/** Batches items per key: items added while the previous batch of their key is still running go into one batch, so many callers share one durable write. */
export interface Batcher<K, T, R> {
  /** Adds an item to the open batch of its key, or opens one. Resolves with this item's own result; rejects when the item or its batch fails. */
  add(key: K, item: T): Promise<R>
}

interface BatcherOptions<K, T, R> {
  /** Further items go into the next batch. */
  maxItems: number
  /**
   * Processes one batch. Items are added to it until `close` is called, which returns them, also when it is called again; `run`
   * resolves with one result per item, in the same order. If it throws, every item of the batch fails with that error.
   */
  run: (key: K, close: () => T[]) => Promise<PromiseSettledResult<R>[]>
}

interface Member<T, R> {
  item: T
  resolve: (result: R) => void
  reject: (reason: unknown) => void
}

export function createBatcher<K, T, R>({ maxItems, run }: BatcherOptions<K, T, R>): Batcher<K, T, R> {
  const open = new Map<K, Member<T, R>[]>()

  async function runBatch(key: K, members: Member<T, R>[]): Promise<void> {
    const close = () => {
      if (open.get(key) === members) open.delete(key)
      return members.map(({ item }) => item)
    }
    try {
      const results = await run(key, close)
      for (const [at, { resolve, reject }] of members.entries()) {
        const result = results[at]
        if (result?.status === 'fulfilled') resolve(result.value)
        else reject(result?.reason)
      }
    } catch (reason) {
      close()
      for (const { reject } of members) reject(reason)
    }
  }

  return {
    add(key, item) {
      return new Promise<R>((resolve, reject) => {
        const waiting = open.get(key)
        if (waiting && waiting.length < maxItems) {
          waiting.push({ item, resolve, reject })
          return
        }
        const members = [{ item, resolve, reject }]
        open.set(key, members)
        void runBatch(key, members)
      })
    },
  }
}
