/** FAULTS 99: Redis is down at the start, goes midway, or swallows everything. A real server, killed or behind a cable that is pulled. */
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { event, listen, openRedisPorts, type RedisPorts, timed } from '../support/redis-ports-rig.ts'
import {
  describeWithRedisProgram,
  type RedisProcess,
  startRedisCluster,
  startRedisProcess,
} from '../support/redis-process.ts'
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

const convoyId = randomUUID() as ConvoyId
const droneId = randomUUID() as DroneId
const score = { accuracyBp: 5_000, successfulHits: 1, totalEngagements: 2 }

describeWithRedisProgram('Redis unavailable:', () => {
  let server: RedisProcess
  let cable: TcpProxy
  let ports: RedisPorts
  beforeAll(async () => {
    server = await startRedisProcess()
    cable = await openTcpProxy(server.url)
    ports = await openRedisPorts(cable.url)
  })
  afterEach(async () => {
    cable.restore()
    await expect.poll(() => ports.redis.state.isUp, { timeout: 10_000 }).toBe(true)
  })
  afterAll(async () => {
    await ports?.close()
    await cable?.close()
    await server?.close()
  })
  const record = () => timed(ports.ranking.record(convoyId, droneId, score))
  const untilUp = async (isUp: boolean) => {
    const beganMs = performance.now()
    await expect.poll(() => ports.redis.state.isUp, { timeout: 10_000, interval: 5 }).toBe(isUp)
    return performance.now() - beganMs
  }

  test.each(['cut', 'refuse', 'blackHole'] as const)(
    'F99 %s midway: commands fail within half a second, at once when it is noticed, and it is over by itself',
    async (how) => {
      expect(await record()).toMatchObject({ value: { after: 1 } })
      cable[how]()
      const first = await record()
      expect(first.code).toBe('unavailable')
      expect(first.ms).toBeLessThan(700)
      await untilUp(false)
      const next = await record()
      expect(next.code).toBe('unavailable')
      expect(next.ms).toBeLessThan(20)
      expect(ports.redis.state.detail).toContain(`127.0.0.1:${new URL(cable.url).port}`)
      cable.restore()
      expect(await untilUp(true)).toBeLessThan(2_000)
      expect(await record()).toMatchObject({ value: { before: 1, after: 1 } })
    },
  )

  test.each(['cut', 'blackHole'] as const)('F99 %s: noticed within a second though nobody asks', async (how) => {
    cable[how]()
    expect(await untilUp(false)).toBeLessThan(1_200)
  })

  test('F99 an answer that is cut in the middle is unavailable, never a wrong one', async () => {
    cable.resetAfter(3)
    expect((await record()).code).toBe('unavailable')
  })

  test('F99 slower than half a second is unavailable', async () => {
    cable.delay(400)
    const slow = await record()
    expect(slow.code).toBe('unavailable')
    expect(slow.ms).toBeLessThan(700)
  })

  test.each(['cut', 'blackHole'] as const)('F99 %s: open subscriptions wait, and go on without loss', async (how) => {
    const direct = await openRedisPorts(server.url)
    const listener = await listen(ports.bus, null)
    await direct.bus.publish('events', event(convoyId, 1))
    await expect.poll(() => listener.got).toEqual([1])
    cable[how]()
    await untilUp(false)
    expect(await timed(ports.bus.publish('events', event(convoyId, -1)))).toMatchObject({ code: 'unavailable' })
    expect(await timed(ports.bus.subscribe('events', { after: null, signal: AbortSignal.abort() }))).toMatchObject({
      code: 'unavailable',
    })
    for (let i = 2; i <= 50; i++) await direct.bus.publish('events', event(convoyId, i))
    cable.restore()
    await expect.poll(() => listener.got, { timeout: 10_000 }).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
    expect(listener.ended).toBeNull()
    listener.leave()
    await direct.close()
  })

  test.each(['refuse', 'blackHole'] as const)(
    'F99 %s for longer than anything is patient: subscriptions still go on without loss',
    async (how) => {
      const listener = await listen(ports.bus, null)
      const direct = await openRedisPorts(server.url)
      cable[how]()
      await untilUp(false)
      const beganMs = performance.now()
      await expect.poll(() => performance.now() - beganMs, { timeout: 10_000 }).toBeGreaterThan(6_000)
      await direct.bus.publish('events', event(convoyId, 1))
      cable.restore()
      await expect.poll(() => listener.got, { timeout: 5_000 }).toEqual([1])
      listener.leave()
      await direct.close()
    },
  )

  test('F99 down at the start: opens within two seconds, says so once, and finds Redis when it comes', async () => {
    cable.refuse()
    const opening = await timed(openRedisPorts(cable.url))
    const late = opening.value as RedisPorts
    expect(opening.ms).toBeLessThan(2_000)
    expect(late.redis.state).toMatchObject({ isUp: false, detail: expect.stringContaining('ECONNREFUSED') })
    expect(late.logged).toEqual(['Redis is unavailable; continuing without it'])
    cable.restore()
    await expect.poll(() => late.redis.state.isUp, { timeout: 2_000 }).toBe(true)
    expect(late.logged).toEqual(['Redis is unavailable; continuing without it', 'Redis is available again'])
    await late.close()
  })

  test('F99 there at the start: nothing is said', async () => {
    const healthy = await openRedisPorts(cable.url)
    expect(healthy.redis.state.isUp).toBe(true)
    expect(healthy.logged).toEqual([])
    await healthy.close()
  })
})

describeWithRedisProgram('a node of a cluster unavailable:', () => {
  let cluster: Awaited<ReturnType<typeof startRedisCluster>>
  beforeAll(async () => {
    cluster = await startRedisCluster()
  })
  afterAll(() => cluster?.close())

  test('F99 one node of three killed: noticed within a second, fails fast, and is over when it is back', async () => {
    const ports = await openRedisPorts(cluster.url)
    const [, node] = cluster.nodes as [RedisProcess, RedisProcess]
    await node.kill()
    await expect.poll(() => ports.redis.state.isUp, { timeout: 1_500, interval: 10 }).toBe(false)
    for (let i = 0; i < 20; i++) {
      const { ms, code } = await timed(ports.ranking.top(randomUUID() as ConvoyId, 1))
      if (code) expect(code).toBe('unavailable')
      expect(ms).toBeLessThan(700)
    }
    await node.start()
    await expect
      .poll(
        () => timed(Promise.all(Array.from({ length: 20 }, () => ports.ranking.top(randomUUID() as ConvoyId, 1)))),
        {
          timeout: 20_000,
        },
      )
      .toMatchObject({ value: Array.from({ length: 20 }, () => []) })
    expect(ports.redis.state.isUp).toBe(true)
    await ports.close()
  })
})
