import { isFailure } from '../../../lib/errors.ts'
import type { Ports } from '../../ports/index.ts'

/** Cache keys whose deletion failed while the cache was unavailable. It must be repeated: the cache may come back with outdated values. */
export interface PendingDeletes {
  add(keys: readonly string[]): void
  /** Deletes those of these keys that are pending; resolves with true when none is left. Fails with `unavailable` as the cache does. */
  flush(keys: readonly string[]): Promise<boolean>
}

const retryEveryMs = 500
/** Beyond this number the oldest key is dropped, and its value expires by TTL. */
const maxPending = 10_000

/** Retries every half second until the cache is available. */
export function createPendingDeletes(
  cache: Pick<Ports['cache'], 'delete'>,
  clock: Pick<Ports['clock'], 'every'>,
): PendingDeletes {
  /** Each key with a unique mark: one added again during a flush stays pending. */
  const keys = new Map<string, symbol>()
  let stop: (() => void) | null = null

  async function flush(wanted: readonly string[]): Promise<boolean> {
    const pending = new Map(wanted.flatMap((key) => [[key, keys.get(key)] as const]).filter(([, mark]) => mark))
    if (pending.size === 0) return true
    await cache.delete([...pending.keys()])
    for (const [key, mark] of pending) if (keys.get(key) === mark) keys.delete(key)
    return true
  }

  async function flushAll(): Promise<void> {
    try {
      await flush([...keys.keys()])
    } catch (error) {
      if (!isFailure(error)) throw error
    }
    if (keys.size > 0) return
    stop?.()
    stop = null
  }

  return {
    add(more) {
      for (const key of more) keys.set(key, Symbol(key))
      for (const key of keys.keys()) {
        if (keys.size <= maxPending) break
        keys.delete(key)
      }
      stop ??= clock.every(retryEveryMs, flushAll)
    },
    flush: flush,
  }
}
