import type { ReadStrategyName, WriteStrategyName } from '../../../schema/strategies.ts'
import { createCachedEntity } from './cached-entity.ts'
import type { Entity, Lag, ReadCounters, StrategyDeps } from './entity.ts'
import { readStrategies } from './read.ts'
import { writeStrategies } from './write.ts'

export interface WholeStrategies {
  read: ReadStrategyName
  write: WriteStrategyName
}

/** Values of one entity, read and written by the strategies in use. The store is the truth: a cache that is away costs time only. */
export interface Repository<K, V> {
  readonly name: string
  readonly strategies: WholeStrategies
  /** As of now. */
  readonly counters: Readonly<ReadCounters & Lag>
  /** The value, or null. What was written through this repository before is seen. */
  read(key: K): Promise<V | null>
  /** Resolves when durable; with write-behind when it is seen. */
  write(key: K, value: V): Promise<void>
  /** Says that the store was changed by another way: reads that begin afterwards see it. */
  changed(keys: readonly K[]): Promise<void>
  /** Changes to other strategies, once what waits is durable. Throws a RangeError for write-behind of what must not be lost. */
  use(strategies: Partial<WholeStrategies>): Promise<void>
  /** Resolves when nothing that was answered waits to be durable. */
  close(): Promise<void>
}

export function createRepository<K, V>(
  deps: StrategyDeps,
  entity: Entity<K, V>,
  initial: WholeStrategies,
): Repository<K, V> {
  requireFit(entity, initial)
  const cached = createCachedEntity(deps, entity)
  let strategies = initial
  let writer = writeStrategies[initial.write](deps, entity, cached)
  /** Writes wait while strategies change, so that an old one's delayed write can't overtake a new one's. */
  let switched: Promise<void> = Promise.resolve()

  return {
    name: entity.name,
    get strategies() {
      return strategies
    },
    get counters() {
      return { ...cached.counters, ...writer.lag() }
    },
    async read(key) {
      const waiting = writer.findWaiting(key)
      return waiting ? waiting.value : readStrategies[strategies.read](cached, key)
    },
    async write(key, value) {
      await switched
      await writer.write(key, value)
    },
    changed: (keys) => cached.forget(keys),
    use(wanted) {
      const next = { ...strategies, ...wanted }
      requireFit(entity, next)
      const change = switched.then(async () => {
        await writer.flush()
        await writer.close()
        writer = writeStrategies[next.write](deps, entity, cached)
        strategies = next
      })
      switched = change.catch(() => {})
      return change
    },
    close: () => writer.close(),
  }
}

function requireFit(entity: { name: string; mayBeLost: boolean }, { write }: WholeStrategies): void {
  if (write !== 'write-behind' || entity.mayBeLost) return
  throw new RangeError(`${entity.name}: expected write-through or write-around, got write-behind: it must not be lost.`)
}
