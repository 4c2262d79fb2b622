import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { describeWithRedis, requireRedis } from '../../../tests/support/servers.ts'
import { createMemoryCache } from '../../adapters/memory/cache.ts'
import { createTestClock } from '../../adapters/memory/test-clock.ts'
import { createRedisCache } from '../../adapters/redis/cache.ts'
import { openRedis, type RedisConnection } from '../../adapters/redis/connection.ts'
import { acrossProcessesContract } from './across.contract.ts'

acrossProcessesContract('memory', async () => {
  const clock = createTestClock()
  return { cache: createMemoryCache({ clock }), clock, passTime: (ms) => clock.advance(ms) }
})

describeWithRedis('a real Redis', () => {
  let redis: RedisConnection
  beforeAll(async () => {
    const log = { warn: () => undefined, info: () => undefined }
    const options = { url: requireRedis(), password: null, poolSize: 4, tlsCaFile: null, log }
    redis = await openRedis({ ...options, prefix: `test:${randomUUID()}:` })
  })
  afterAll(() => redis.close())

  acrossProcessesContract('redis', async () => {
    const clock = createTestClock()
    return { cache: createRedisCache({ redis, clock }), clock, passTime: (ms) => clock.advance(ms) }
  })
})
