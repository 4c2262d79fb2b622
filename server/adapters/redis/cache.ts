import { Packr } from 'msgpackr'
import type { Cache } from '../../ports/cache.ts'
import type { Clock } from '../../ports/clock.ts'
import type { RedisClient, RedisConnection } from './connection.ts'

/** Values without a lifetime are forgotten too, so that what nobody reads makes room: the server evicts nothing by itself. */
const longestTtlMs = 86_400_000
const endBytes = 8
const codec = new Packr({ structuredClone: true, useRecords: false })

/** Small values in Redis, each with its end by the clock of the process that set it; the server drops it about then. */
export function createRedisCache({ redis, clock }: { redis: RedisConnection; clock: Pick<Clock, 'nowMs'> }): Cache {
  const keyOf = (name: string) => redis.key(`cache:${name}`)
  // One connection for all: what this process sets and then gets comes in that order.
  const use = <R>(work: (client: RedisClient) => Promise<R>) => redis.use('cache', work)

  const read = (bytes: Buffer | null): unknown => {
    try {
      if (!bytes || bytes.readDoubleBE(0) <= clock.nowMs()) return undefined
      return codec.unpack(bytes.subarray(endBytes))
    } catch {
      // Not ours, or cut short: as good as forgotten.
      return undefined
    }
  }
  const write = (value: unknown, ttlMs: number | null): { bytes: Buffer; livesMs: number } => {
    const end = Buffer.alloc(endBytes)
    end.writeDoubleBE(ttlMs === null ? Number.POSITIVE_INFINITY : clock.nowMs() + ttlMs)
    const livesMs = Math.ceil(Math.max(1, Math.min(ttlMs ?? longestTtlMs, longestTtlMs)))
    return { bytes: Buffer.concat([end, codec.pack(value)]), livesMs }
  }

  return {
    async get<V>(keys: readonly string[]) {
      if (keys.length === 0) return []
      const names = keys.map(keyOf)
      // In a cluster the keys lie on several nodes: single questions, sent together.
      const found = await use((client) =>
        redis.isCluster
          ? Promise.all(names.map((name) => client.getBuffer(name)))
          : (client.mgetBuffer(...names) as Promise<(Buffer | null)[]>),
      )
      return found.map((bytes) => read(bytes) as V | undefined)
    },
    async set(entries, ttlMs) {
      await use((client) =>
        Promise.all(
          entries.map(([key, value]) => {
            const { bytes, livesMs } = write(value, ttlMs)
            return client.set(keyOf(key), bytes, 'PX', livesMs)
          }),
        ),
      )
    },
    async delete(keys) {
      await use((client) => Promise.all(keys.map((key) => client.unlink(keyOf(key)))))
    },
    async replace(key, expected, value, ttlMs) {
      const { bytes, livesMs } = write(value, ttlMs)
      return (
        (await redis.run<number>('replace', [keyOf(key)], [codec.pack(expected), bytes, livesMs, clock.nowMs()])) === 1
      )
    },
  }
}
