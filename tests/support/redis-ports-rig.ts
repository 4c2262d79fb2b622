/** What a process has of Redis: its connection, bus and board, with what it logs. */

import type { ConvoyEvent, RosterEvent } from '../../schema/events.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import { systemClock } from '../../server/adapters/memory/clock.ts'
import { createRedisBus, type RedisBus } from '../../server/adapters/redis/bus.ts'
import { openRedis, type RedisConnection } from '../../server/adapters/redis/connection.ts'
import { createRedisRanking } from '../../server/adapters/redis/ranking.ts'
import type { Ranking } from '../../server/ports/ranking.ts'

export interface RedisPorts {
  redis: RedisConnection
  bus: RedisBus
  ranking: Ranking
  logged: string[]
  close(): Promise<void>
}

export async function openRedisPorts(url: string, poolSize = 3): Promise<RedisPorts> {
  const logged: string[] = []
  const say = (_: object, message: string) => void logged.push(message)
  const log = { warn: say, info: say }
  const redis = await openRedis({ url, password: null, poolSize, tlsCaFile: null, log })
  const bus = createRedisBus({ redis, clock: systemClock, capacity: { events: 500 } })
  return {
    redis,
    bus,
    ranking: createRedisRanking({ redis }),
    logged,
    async close() {
      await bus.close()
      await redis.close()
    },
  }
}

export const event = (convoyId: ConvoyId, atMs: number): RosterEvent => ({
  kind: 'roster',
  convoyId,
  droneIds: null,
  atMs,
})

export interface Listener {
  gap: boolean
  /** `atMs` of what has come. */
  got: number[]
  /** Sequence of the last that came. */
  last: string | null
  /** The code it was ended with; null while it goes on. */
  ended: string | null
  leave(): void
}

/** Listens on `events` and keeps what comes. */
export async function listen(bus: RedisBus, after: string | null): Promise<Listener> {
  const abort = new AbortController()
  const subscription = await bus.subscribe('events', { after, signal: abort.signal })
  const listener: Listener = { gap: subscription.gap, got: [], last: null, ended: null, leave: () => abort.abort() }
  const run = async () => {
    for await (const { sequence, message } of subscription) {
      if (message) listener.got.push((message as ConvoyEvent).atMs)
      listener.last = sequence
    }
  }
  run().catch((error: unknown) => {
    listener.ended = (error as { code?: string }).code ?? String(error)
  })
  return listener
}

/** How it ended, and after how many ms. */
export async function timed<R>(work: Promise<R>): Promise<{ ms: number; value?: R; code?: string; message?: string }> {
  const beganMs = performance.now()
  try {
    const value = await work
    return { ms: performance.now() - beganMs, value }
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string }
    return { ms: performance.now() - beganMs, code: code ?? 'not a failure', message: message ?? '' }
  }
}
