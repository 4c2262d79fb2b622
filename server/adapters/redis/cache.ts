import { Packr } from 'msgpackr'
import type { Cache } from '../../ports/cache.ts'
import type { Clock } from '../../ports/clock.ts'
import type { RedisClient, RedisConnection } from './connection.ts'

/** TTL of values without one: Redis is configured without eviction, so unused values must expire. */
const longestTtlMs = 86_400_000
const endBytes = 8
const codec = new Packr({ structuredClone: true, useRecords: false })

/** Small values in Redis. Each contains its expiry by the clock of the process that set it; its Redis TTL is about the same. */
export function createRedisCache({ redis, clock }: { redis: RedisConnection; clock: Pick<Clock, 'nowMs'> }): Cache {
  const keyOf = (name: string) => redis.key(`cache:${name}`)
  // One connection for all keys keeps the order of this process's commands.
  const use = <R>(work: (client: RedisClient) => Promise<R>) => redis.use('cache', work)

  const read = (bytes: Buffer | null): unknown => {
    try {
      if (!bytes || bytes.readDoubleBE(0) <= clock.nowMs()) return undefined
      return codec.unpack(bytes.subarray(endBytes))
    } catch {
      // Written by another program, or truncated: treated as a miss.
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
      // In a cluster the keys are on several nodes: single GETs, sent together.
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
