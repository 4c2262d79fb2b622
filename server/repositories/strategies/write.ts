import { createTurns } from '../../../lib/async/turns.ts'
import { isFailure } from '../../../lib/errors.ts'
import type { CachedEntity, Entity, Lag, StrategyDeps } from './entity.ts'

export const writeStrategyNames = ['write-through', 'write-around', 'write-behind'] as const
export type WriteStrategyName = (typeof writeStrategyNames)[number]

export interface Writer<K, V> {
  write(key: K, value: V): Promise<void>
  /** A value that was answered for and is not in the store yet; null: there is none. */
  findWaiting(key: K): { value: V } | null
  lag(): Lag
  /** Resolves when what waited is durable. Fails with `unavailable` as the store does; then what waits keeps waiting. */
  flush(): Promise<void>
  /** Flushes, and stops. */
  close(): Promise<void>
}

type CreateWriter = <K, V>(
  deps: Pick<StrategyDeps, 'clock'>,
  entity: Entity<K, V>,
  cached: CachedEntity<K, V>,
) => Writer<K, V>

/** What waits is written this often. */
export const flushEveryMs = 1_000

export const writeStrategies: Record<WriteStrategyName, CreateWriter> = {
  /** Store, then cache, before answering. */
  'write-through': (_, entity, cached) => createDirectWriter(entity, cached, (key, value) => cached.put(key, value)),
  /** Store; the cache forgets, and the next read fills it. */
  'write-around': (_, entity, cached) => createDirectWriter(entity, cached, (key) => cached.forget([key])),
  /** Cache, and the store a moment later: for what may be lost. */
  'write-behind': createWriteBehind,
}

function createDirectWriter<K, V>(
  entity: Entity<K, V>,
  { forget }: CachedEntity<K, V>,
  settleCache: (key: K, value: V) => Promise<void>,
): Writer<K, V> {
  // Writes of one key in turn: else two could reach the store in one order and the cache in the other.
  const turns = createTurns<string>()
  return {
    write: (key, value) =>
      turns.take(entity.keyTextOf(key), async () => {
        try {
          await entity.save(key, value)
        } catch (error) {
          // It may have happened nevertheless.
          await forget([key])
          throw error
        }
        await settleCache(key, value)
      }),
    findWaiting: () => null,
    lag: () => ({ waiting: 0, lagMs: 0 }),
    flush: async () => {},
    close: async () => {},
  }
}

function createWriteBehind<K, V>(
  { clock }: Pick<StrategyDeps, 'clock'>,
  entity: Entity<K, V>,
  { put }: CachedEntity<K, V>,
): Writer<K, V> {
  const waiting = new Map<string, { key: K; value: V; sinceMs: number }>()
  const turns = createTurns<'flush'>()

  const flush = () =>
    turns.take('flush', async () => {
      const saves = Array.from(waiting, async ([keyText, one]) => {
        await entity.save(one.key, one.value)
        if (waiting.get(keyText) === one) waiting.delete(keyText)
      })
      const failed = (await Promise.allSettled(saves)).find(({ status }) => status === 'rejected')
      if (failed?.status === 'rejected') throw failed.reason
    })
  const stop = clock.every(flushEveryMs, async () => {
    await flush().catch(unlessAway)
  })

  return {
    async write(key, value) {
      const keyText = entity.keyTextOf(key)
      const sinceMs = waiting.get(keyText)?.sinceMs ?? clock.monotonicMs()
      waiting.set(keyText, { key, value, sinceMs })
      await put(key, value)
    },
    findWaiting: (key) => waiting.get(entity.keyTextOf(key)) ?? null,
    lag() {
      const longestMs = Array.from(waiting.values(), ({ sinceMs }) => clock.monotonicMs() - sinceMs)
      return { waiting: waiting.size, lagMs: Math.max(0, ...longestMs) }
    },
    flush,
    async close() {
      stop()
      await flush()
    },
  }
}

function unlessAway(error: unknown): void {
  if (!isFailure(error)) throw error
}
