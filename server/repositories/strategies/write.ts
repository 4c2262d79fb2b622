import type { WriteStrategyName } from '../../../schema/strategies.ts'
import type { WriteInFlight } from './entity.ts'

type EndWrite = <V>(write: WriteInFlight<V>, value: V) => Promise<void>

/**
 * What becomes of the cache once the store holds a value. Once the write has resolved, no reader of any process that shares
 * cache and store sees an older value, save in two cases. A writer whose cache was unavailable deletes the cached value as soon as the
 * cache is back; until then readers elsewhere may see the older one, at most for the TTL. A reader whose cache is unavailable may
 * share a load of its own process that began before the write resolved.
 */
export const writeStrategies: Record<WriteStrategyName, EndWrite> = {
  /** The cache holds the new value. */
  'write-through': (write, value) => write.complete(value),
  /** The cache forgets, and the next read fills it. */
  'write-around': (write) => write.invalidate(),
}
