/**
 * Lets tasks prepare side by side and then pass one point in the order in which they entered, as far as they share a key.
 * Tasks without a key in common never wait for each other.
 */
export interface KeyedOrder<K> {
  enter(keys: Iterable<K>): Place
}

export interface Place {
  /** Resolves when all that entered earlier with one of the same keys have left; null when there is nobody to wait for. */
  readonly turn: Promise<unknown> | null
  /** Lets later ones pass. To be called however the task ends; a second call does nothing. */
  leave(): void
}

export function createKeyedOrder<K>(): KeyedOrder<K> {
  /** Who entered last with a key and has not left. */
  const last = new Map<K, Promise<void>>()

  return {
    enter(keys) {
      const { promise: left, resolve } = Promise.withResolvers<void>()
      const own = [...keys]
      const earlier = new Set<Promise<void>>()
      for (const key of own) {
        const before = last.get(key)
        if (before && before !== left) earlier.add(before)
        last.set(key, left)
      }
      return {
        turn: earlier.size > 0 ? Promise.all(earlier) : null,
        leave() {
          for (const key of own) if (last.get(key) === left) last.delete(key)
          resolve()
        },
      }
    },
  }
}
