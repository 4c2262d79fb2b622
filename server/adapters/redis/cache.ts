import { Packr } from 'msgpackr'
import type { Cache } from '../../ports/cache.ts'
import type { Clock } from '../../ports/clock.ts'
import type { RedisClient, RedisConnection } from './connection.ts'

/** Values without a lifetime are forgotten too, so that what nobody reads makes room: the server evicts nothing by itself. */
const longestTtlMs = 86_400_000
const codec = new Packr({ structuredClone: true, useRecords: false })

/** Small values in Redis, each with its end by the clock of the process that set it; the server drops it about then. */
export function createRedisCache({ redis, clock }: { redis: RedisConnection; clock: Pick<Clock, 'nowMs'> }): Cache {
  const keyOf = (name: string) => redis.key(`cache:${name}`)
  // One connection for all: what this process sets and then gets comes in that order.
  const use = <R>(work: (client: RedisClient) => Promise<R>) => redis.use('cache', work)

  const read = (bytes: Buffer | null): unknown => {
    if (!bytes) return undefined
    const [expiresAtMs, value] = codec.unpack(bytes) as [number | null, unknown]
    return expiresAtMs !== null && expiresAtMs <= clock.nowMs() ? undefined : value
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
      const livesMs = Math.max(1, Math.min(ttlMs ?? longestTtlMs, longestTtlMs))
      const expiresAtMs = ttlMs === null ? null : clock.nowMs() + ttlMs
      await use((client) =>
        Promise.all(
          entries.map(([key, value]) =>
            client.set(keyOf(key), codec.pack([expiresAtMs, value]), 'PX', Math.ceil(livesMs)),
          ),
        ),
      )
    },
    async delete(keys) {
      await use((client) => Promise.all(keys.map((key) => client.unlink(keyOf(key)))))
    },
  }
}
