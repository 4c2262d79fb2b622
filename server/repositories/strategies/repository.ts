import { createKeyedMutex } from '../../../lib/async/keyed-mutex.ts'
import type { ReadStrategyName, WriteStrategyName } from '../../../schema/strategies.ts'
import { createCachedEntity } from './cached-entity.ts'
import type { Entity, ReadCounters, StrategyDeps } from './entity.ts'
import { readStrategies } from './read.ts'
import { writeStrategies } from './write.ts'

export interface WholeStrategies {
  read: ReadStrategyName
  write: WriteStrategyName
}

/** Reads and writes values of one entity by the current strategies. The store is the system of record: an unavailable cache only costs time. */
export interface Repository<K, V> {
  readonly strategies: WholeStrategies
  /** A snapshot. */
  readonly counters: Readonly<ReadCounters>
  /** The value, or null. Sees earlier writes through this repository. */
  read(key: K): Promise<V | null>
  /** Resolves when durable. */
  write(key: K, value: V): Promise<void>
  /** Call it after a write to the store that bypassed this repository: reads that begin afterwards see the new values. */
  invalidate(keys: readonly K[]): Promise<void>
  /** Changes the strategies from now on; a write in progress ends by the strategy that is current when it ends. */
  use(strategies: Partial<WholeStrategies>): void
}

export function createRepository<K, V>(
  deps: StrategyDeps,
  entity: Entity<K, V>,
  initial: WholeStrategies,
): Repository<K, V> {
  const cached = createCachedEntity(deps, entity)
  // Serializes writes of one key: concurrent ones would remove each other's value from the cache.
  const mutex = createKeyedMutex<string>()
  let strategies = initial

  return {
    get strategies() {
      return strategies
    },
    get counters() {
      return { ...cached.counters }
    },
    read: (key) => readStrategies[strategies.read](cached, key),
    write: (key, value) =>
      mutex.run(entity.keyTextOf(key), async () => {
        const write = await cached.beginWrite(key)
        try {
          await entity.save(key, value)
        } catch (error) {
          // The write may have succeeded nevertheless.
          await write.invalidate()
          throw error
        }
        await writeStrategies[strategies.write](write, value)
      }),
    invalidate: (keys) => cached.invalidate(keys),
    use(wanted) {
      strategies = { ...strategies, ...wanted }
    },
  }
}
