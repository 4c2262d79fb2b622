import { createTurns } from '../../../lib/async/turns.ts'
import { isFailure } from '../../../lib/errors.ts'
import type { WriteStrategyName } from '../../../schema/strategies.ts'
import type { CachedEntity, Entity, Lag, StrategyDeps, WriteUnderWay } from './entity.ts'

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

/**
 * What each promises once a write has resolved, in every process that shares cache and store:
 * - write-through and write-around: no reader sees an older value. A writer that the cache did not take the word of, being
 *   away, tells it again every half second; until then readers elsewhere may see the older one, at most for the TTL.
 * - write-behind: this process sees it at once, the others at the latest when it was flushed. Of two processes that write one
 *   key within a flush, the last to flush stands.
 * A reader whose cache is away may share a load of its own process that began before the write resolved.
 */
export const writeStrategies: Record<WriteStrategyName, CreateWriter> = {
  /** Store, then cache, before answering. */
  'write-through': (_, entity, cached) => createDirectWriter(entity, cached, (write, value) => write.settle(value)),
  /** Store; the cache forgets, and the next read fills it. */
  'write-around': (_, entity, cached) => createDirectWriter(entity, cached, (write) => write.forget()),
  /** Cache, and the store a moment later: for what may be lost. */
  'write-behind': createWriteBehind,
}

function createDirectWriter<K, V>(
  entity: Entity<K, V>,
  { beginWrite }: CachedEntity<K, V>,
  end: (write: WriteUnderWay<V>, value: V) => Promise<void>,
): Writer<K, V> {
  // Writes of one key in turn: else two of this process would drive each other out of the cache.
  const turns = createTurns<string>()
  return {
    write: (key, value) =>
      turns.take(entity.keyTextOf(key), async () => {
        const write = await beginWrite(key)
        try {
          await entity.save(key, value)
        } catch (error) {
          // It may have happened nevertheless.
          await write.forget()
          throw error
        }
        await end(write, value)
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
  { putAhead, forget }: CachedEntity<K, V>,
): Writer<K, V> {
  const waiting = new Map<string, { key: K; value: V; sinceMs: number }>()
  const turns = createTurns<'flush'>()

  const flush = () =>
    turns.take('flush', async () => {
      const saves = Array.from(waiting, async ([keyText, one]) => {
        await entity.save(one.key, one.value)
        // A load of another process that began before may have filled the cache since.
        await forget([one.key])
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
      await putAhead(key, value)
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
