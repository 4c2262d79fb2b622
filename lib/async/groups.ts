/** Gathers what is asked for one key while its turn is awaited, to be done together: one durable write for many callers. */
export interface Groups<K, T, R> {
  /** Joins the group that waits for this key, or begins one. Answers this item's own result, or fails as it or its group failed. */
  join(key: K, item: T): Promise<R>
}

interface GroupsOptions<K, T, R> {
  /** A fuller group is followed by another. */
  maxItems: number
  /**
   * Does one group. The group grows until `close` is called, which answers its items; then each has a result, in order. When
   * it throws, every item of the group fails so.
   */
  run: (key: K, close: () => T[]) => Promise<PromiseSettledResult<R>[]>
}

interface Member<T, R> {
  item: T
  resolve: (result: R) => void
  reject: (reason: unknown) => void
}

export function createGroups<K, T, R>({ maxItems, run }: GroupsOptions<K, T, R>): Groups<K, T, R> {
  const open = new Map<K, Member<T, R>[]>()

  async function runGroup(key: K, members: Member<T, R>[]): Promise<void> {
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
    join(key, item) {
      return new Promise<R>((resolve, reject) => {
        const waiting = open.get(key)
        if (waiting && waiting.length < maxItems) {
          waiting.push({ item, resolve, reject })
          return
        }
        const members = [{ item, resolve, reject }]
        open.set(key, members)
        void runGroup(key, members)
      })
    },
  }
}
