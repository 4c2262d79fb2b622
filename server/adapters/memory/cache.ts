import { LRUCache } from 'lru-cache'
import type { Cache } from '../../ports/cache.ts'
import type { Clock } from '../../ports/clock.ts'

interface Entry {
  value: unknown
  /** By the monotonic clock; null: never. Not the library's TTL, which ends slightly after the millisecond that the port specifies. */
  expiresMs: number | null
}

/** An in-process cache. Beyond `maxEntries` the least recently used entry is evicted. */
export function createMemoryCache({ clock, maxEntries = 100_000 }: { clock: Clock; maxEntries?: number }): Cache {
  const entries = new LRUCache<string, Entry>({ max: maxEntries })

  const read = (key: string): unknown => {
    const entry = entries.get(key)
    if (!entry) return undefined
    if (entry.expiresMs === null || entry.expiresMs > clock.monotonicMs()) return entry.value
    entries.delete(key)
    return undefined
  }

  const set = (key: string, value: unknown, ttlMs: number | null) => {
    entries.set(key, { value: structuredClone(value), expiresMs: ttlMs === null ? null : clock.monotonicMs() + ttlMs })
  }

  return {
    async get<V>(keys: readonly string[]) {
      return keys.map((key) => structuredClone(read(key)) as V | undefined)
    },
    async set(values, ttlMs) {
      for (const [key, value] of values) set(key, value, ttlMs)
    },
    async delete(keys) {
      for (const key of keys) entries.delete(key)
    },
    async replace(key, expected, value, ttlMs) {
      if (read(key) !== expected) return false
      set(key, value, ttlMs)
      return true
    },
  }
}
