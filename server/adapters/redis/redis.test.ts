import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { describeWithRedis, requireRedis } from '../../../tests/support/servers.ts'
import { busContract } from '../../ports/bus.contract.ts'
import { cacheContract } from '../../ports/cache.contract.ts'
import { rankingContract } from '../../ports/ranking.contract.ts'
import { systemClock } from '../memory/clock.ts'
import { createTestClock } from '../memory/test-clock.ts'
import { createRedisBus, type RedisBus } from './bus.ts'
import { createRedisCache } from './cache.ts'
import { openRedis, type RedisConnection } from './connection.ts'
import { createRedisRanking } from './ranking.ts'

const log = { warn: () => undefined, info: () => undefined }

describeWithRedis('a real Redis', () => {
  let redis: RedisConnection
  beforeAll(async () => {
    redis = await openRedis({
      url: requireRedis(),
      password: null,
      poolSize: 4,
      tlsCaFile: null,
      prefix: `test:${randomUUID()}:`,
      log,
    })
  })
  afterAll(() => redis.close())

  cacheContract('redis', async () => {
    const clock = createTestClock()
    return { cache: createRedisCache({ redis, clock }), passTime: (ms) => clock.advance(ms) }
  })
  const capacity = { readings: 1_000, events: 500 }
  const buses: RedisBus[] = []
  afterAll(() => Promise.all(buses.map((bus) => bus.close())))
  const openBus = (of: RedisConnection) => {
    const bus = createRedisBus({ redis: of, clock: systemClock, capacity })
    buses.push(bus)
    return bus
  }
  busContract('redis', async () => ({ bus: openBus(redis), eventCapacity: capacity.events }))
  rankingContract('redis', async () => createRedisRanking({ redis }))
})
