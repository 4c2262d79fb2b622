/** FAULTS 102: a real Redis at its memory limit, which evicts nothing. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { systemClock } from '../../server/adapters/memory/clock.ts'
import { createRedisCache } from '../../server/adapters/redis/cache.ts'
import { event, listen, openRedisPorts, type RedisPorts, timed } from '../support/redis-ports-rig.ts'
import { describeWithRedisProgram, type RedisProcess, startRedisProcess } from '../support/redis-process.ts'

const convoyId = randomUUID() as ConvoyId
const droneId = randomUUID() as DroneId
const score = (totalEngagements: number) => ({ accuracyBp: 5_000, successfulHits: 1, totalEngagements })

describeWithRedisProgram('Redis full:', () => {
  let server: RedisProcess
  let ports: RedisPorts
  beforeAll(async () => {
    server = await startRedisProcess({ settings: ['--maxmemory', '100mb', '--maxmemory-policy', 'noeviction'] })
    ports = await openRedisPorts(server.url)
  })
  afterAll(async () => {
    await ports?.close()
    await server?.close()
  })

  test('F102 writes are unavailable in the server’s words and change nothing, reads go on, all goes on when there is room', async () => {
    const { bus, ranking, redis } = ports
    const cache = createRedisCache({ redis, clock: systemClock })
    await cache.set<string | number>(
      [
        ['a', 1],
        ['b', 'mine'],
      ],
      null,
    )
    await ranking.record(convoyId, droneId, score(1))
    const listener = await listen(bus, null)
    const first = await bus.publish('events', event(convoyId, 1))
    await expect.poll(() => listener.got).toEqual([1])
    const board = await ranking.top(convoyId, 10)

    await server.admin.config('SET', 'maxmemory', '1')
    const writes: (() => Promise<unknown>)[] = [
      () => ranking.record(convoyId, randomUUID() as DroneId, score(2)),
      () => ranking.rebuild(convoyId, [{ droneId, ...score(3) }]),
      () => bus.publish('events', event(convoyId, -1)),
      () => cache.set([['a', 2]], null),
      () => cache.replace('b', 'mine', 2, null),
    ]
    for (const write of writes)
      expect(await timed(write())).toMatchObject({ code: 'unavailable', message: expect.stringContaining('maxmemory') })
    expect(await ranking.top(convoyId, 10)).toEqual(board)
    expect(await ranking.top(convoyId, 1)).toMatchObject([{ droneId, ...score(1) }])
    expect(await cache.get(['a'])).toEqual([1])
    expect(await bus.head('events')).toBe(first)
    expect((await listen(bus, first)).gap).toBe(false)
    // What takes no more room is let through, whole.
    expect(await ranking.record(convoyId, droneId, score(2))).toEqual({ before: 1, after: 1 })
    expect(await ranking.top(convoyId, 1)).toMatchObject([{ droneId, ...score(2) }])
    await cache.delete(['a'])
    expect(await cache.get(['a'])).toEqual([undefined])

    await server.admin.config('SET', 'maxmemory', '100mb')
    expect(await ranking.record(convoyId, droneId, score(4))).toEqual({ before: 1, after: 1 })
    await ranking.rebuild(convoyId, [{ droneId, ...score(5) }])
    expect(await ranking.top(convoyId, 10)).toMatchObject([{ rank: 1, ...score(5) }])
    await bus.publish('events', event(convoyId, 2))
    await expect.poll(() => listener.got).toEqual([1, 2])
    expect(listener.ended).toBeNull()
    listener.leave()
  })
})
