import { isFailure } from '../../../lib/errors.ts'
import type { Ports } from '../../ports/index.ts'

/** Cache keys that could not be deleted while the cache was unavailable: a cache that comes back with all it held would answer what is older. */
export interface PendingDeletes {
  add(keys: readonly string[]): void
  /** Deletes what is owed of these keys; true when nothing is. Fails with `unavailable` as the cache does. */
  flush(keys: readonly string[]): Promise<boolean>
}

const retryEveryMs = 500
/** Beyond these the oldest is left to its TTL. */
const maxPending = 10_000

/** Pays by itself, every half second until the cache is back. */
export function createPendingDeletes(
  cache: Pick<Ports['cache'], 'delete'>,
  clock: Pick<Ports['clock'], 'every'>,
): PendingDeletes {
  /** Each with a mark of its own: what is owed again while it is paid stays owed. */
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
