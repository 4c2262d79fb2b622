/**
 * A fair lock over sets of keys. The place in the queue is taken by `request`, before the work that needs the lock: callers can
 * prepare concurrently and still enter in the order of their requests. Requests without a common key never wait for each other.
 */
export interface MultiKeyLock<K> {
  request(keys: Iterable<K>): LockRequest
  /** True while a request with this key is not released. */
  isHeld(key: K): boolean
}

export interface LockRequest {
  /** Resolves when every earlier request with a common key is released; null when there is none to wait for. */
  readonly granted: Promise<unknown> | null
  /** Must be called in any case, granted or not; a second call does nothing. */
  release(): void
}

export function createMultiKeyLock<K>(): MultiKeyLock<K> {
  /** The newest unreleased request of each key. */
  const last = new Map<K, Promise<void>>()

  return {
    isHeld: (key) => last.has(key),
    request(keys) {
      const { promise: released, resolve } = Promise.withResolvers<void>()
      const own = [...keys]
      const earlier = new Set<Promise<void>>()
      for (const key of own) {
        const before = last.get(key)
        if (before && before !== released) earlier.add(before)
        last.set(key, released)
      }
      return {
        granted: earlier.size > 0 ? Promise.all(earlier) : null,
        release() {
          for (const key of own) if (last.get(key) === released) last.delete(key)
          resolve()
        },
      }
    },
  }
}
