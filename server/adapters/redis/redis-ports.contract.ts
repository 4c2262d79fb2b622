/** Runs the contracts of the five ports that Redis implements, on any Redis topology. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { busContract } from '../../ports/bus.contract.ts'
import { cacheContract } from '../../ports/cache.contract.ts'
import { fleetContract } from '../../ports/fleet.contract.ts'
import { jobsContract } from '../../ports/jobs.contract.ts'
import { rankingContract } from '../../ports/ranking.contract.ts'
import { systemClock } from '../memory/clock.ts'
import { createTestClock } from '../memory/test-clock.ts'
import { createRedisBus, type RedisBus } from './bus.ts'
import { createRedisCache } from './cache.ts'
import { openRedis, type RedisConnection, type RedisOptions } from './connection.ts'
import { createRedisFleet } from './fleet.ts'
import { openRedisJobs } from './jobs.ts'
import { createRedisRanking } from './ranking.ts'

export const silentLog = { warn: () => undefined, info: () => undefined }
/** Short retries and timeouts of jobs for tests. */
export const jobTimings = { tries: 3, backoffMs: 5, deadAfterMs: 1_000 }
const capacity = { readings: 1_000, events: 500, settings: 100 }

/** `connect` is called in a `beforeAll`, so an earlier `beforeAll` may start the servers. */
export function redisPortsContract(name: string, connect: () => Pick<RedisOptions, 'url'> & Partial<RedisOptions>) {
  const prefix = `test:${randomUUID()}:`
  const open = () => openRedis({ password: null, poolSize: 4, tlsCaFile: null, prefix, log: silentLog, ...connect() })
  const buses: RedisBus[] = []
  let redis: RedisConnection
  let other: RedisConnection
  beforeAll(async () => {
    redis = await open()
    other = await open()
  })
  afterAll(async () => {
    await Promise.all(buses.map((bus) => bus.close()))
    await Promise.all([redis, other].map((one) => one?.close()))
  })
  const openBus = (of: RedisConnection) => {
    const bus = createRedisBus({ redis: of, clock: systemClock, capacity })
    buses.push(bus)
    return bus
  }

  cacheContract(name, async () => {
    const clock = createTestClock()
    return { cache: createRedisCache({ redis, clock }), passTime: (ms) => clock.advance(ms) }
  })
  busContract(name, async () => ({ bus: openBus(redis), twin: openBus(other), eventCapacity: capacity.events }))
  rankingContract(name, async () => createRedisRanking({ redis }))
  fleetContract(name, async () => ({ fleet: createRedisFleet({ redis }), twin: createRedisFleet({ redis: other }) }))
  jobsContract(name, async () => {
    const jobsPrefix = `{test-${randomUUID()}}`
    const openJobs = () =>
      openRedisJobs({
        ...{ password: null, tlsCaFile: null, ...connect() },
        ...{ prefix: jobsPrefix, log: silentLog, clock: systemClock, ...jobTimings },
      })
    return { jobs: await openJobs(), reopen: openJobs }
  })
}
