import type { WriteStrategyName } from '../../../schema/strategies.ts'
import type { WriteInFlight } from './entity.ts'

type EndWrite = <V>(write: WriteInFlight<V>, value: V) => Promise<void>

/**
 * What happens to the cache once the store holds a value. Once the write has resolved, no reader of any process that shares cache
 * and store sees an older value, with two exceptions. A writer that could not reach the cache deletes the cached value as soon as
 * it can; until then other readers may see the old one, for at most the TTL. A reader that can't reach the cache may join a load
 * of its own process that began before the write resolved.
 */
export const writeStrategies: Record<WriteStrategyName, EndWrite> = {
  /** Stores the new value in the cache. */
  'write-through': (write, value) => write.complete(value),
  /** Deletes the value from the cache; the next read fills it. */
  'write-around': (write) => write.invalidate(),
}
