/** FAULTS 100 and 101: Redis forgets everything, or the newest in a failover. Real servers. */
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { Score } from '../../server/ports/ranking.ts'
import { event, type Listener, listen, openRedisPorts, type RedisPorts } from '../support/redis-ports-rig.ts'
import { describeWithRedisProgram, startRedisProcess } from '../support/redis-process.ts'
import { startSentinelRig } from '../support/redis-sentinel.ts'

const convoyOfEvents = randomUUID() as ConvoyId
const scores = Array.from({ length: 300 }, (_, n): { droneId: DroneId } & Score => ({
  droneId: randomUUID() as DroneId,
  accuracyBp: (n * 37) % 10_000,
  successfulHits: n,
  totalEngagements: 300 + n,
}))

async function fill({ ranking }: RedisPorts, convoyId: ConvoyId) {
  await Promise.all(scores.map(({ droneId, ...score }) => ranking.record(convoyId, droneId, score)))
}

/** Restores the board and holds it against one that was never there before. */
async function expectColdRebuild({ ranking }: RedisPorts, convoyId: ConvoyId) {
  const cold = randomUUID() as ConvoyId
  await ranking.rebuild(convoyId, scores)
  await ranking.rebuild(cold, scores)
  expect(await ranking.top(convoyId, 1_000)).toEqual(await ranking.top(cold, 1_000))
  expect(await ranking.top(convoyId, 1_000)).toHaveLength(scores.length)
}

/** A subscriber that was ended goes on after its last sequence: it is told of the gap, and gets what comes next. */
async function expectResumeWithGap({ bus }: RedisPorts, ended: Listener) {
  const resumed = await listen(bus, ended.last)
  expect(resumed.gap).toBe(true)
  await bus.publish('events', event(convoyOfEvents, 1_000))
  await bus.publish('events', event(convoyOfEvents, 1_001))
  await expect.poll(() => resumed.got).toEqual([1_000, 1_001])
  expect(resumed.ended).toBeNull()
  resumed.leave()
}

describeWithRedisProgram('Redis forgets:', () => {
  test.each([
    ['at the next message', true],
    ['within some seconds where none comes', false],
  ])('F100 FLUSHALL: an open subscription is ended with limited %s, and resumes with a gap', async (_, isNext) => {
    const server = await startRedisProcess()
    const ports = await openRedisPorts(server.url)
    const listener = await listen(ports.bus, null)
    for (let i = 0; i < 5; i++) await ports.bus.publish('events', event(convoyOfEvents, i))
    await expect.poll(() => listener.got).toEqual([0, 1, 2, 3, 4])
    await server.admin.flushall()
    if (isNext) await ports.bus.publish('events', event(convoyOfEvents, 5))
    await expect.poll(() => listener.ended, { timeout: 4_000 }).toBe('limited')
    expect(listener.got).toEqual([0, 1, 2, 3, 4])
    await expectResumeWithGap(ports, listener)
    await ports.close()
    await server.close()
  })

  test('F100 FLUSHALL: who resumes before anything was published gets only what comes, and asks without haste', async () => {
    const server = await startRedisProcess()
    const ports = await openRedisPorts(server.url)
    const before = await listen(ports.bus, null)
    for (let i = 0; i < 5; i++) await ports.bus.publish('events', event(convoyOfEvents, i))
    await expect.poll(() => before.got.length).toBe(5)
    await server.admin.flushall()
    const resumed = await listen(ports.bus, before.last)
    expect(resumed.gap).toBe(true)
    await server.admin.config('RESETSTAT')
    await expect.poll(() => before.ended, { timeout: 4_000 }).toBe('limited')
    const ranges = /cmdstat_xrange:calls=(\d+)/.exec(await server.admin.info('commandstats'))?.[1] ?? '0'
    expect(Number(ranges)).toBeLessThan(20)
    await ports.bus.publish('events', event(convoyOfEvents, 9))
    await expect.poll(() => resumed.got).toEqual([9])
    expect(resumed.ended).toBeNull()
    await ports.close()
    await server.close()
  })

  test.each([
    ['FLUSHALL', (ask: (...words: [string, ...string[]]) => Promise<unknown>) => ask('FLUSHALL')],
    ['SCRIPT FLUSH', (ask: (...words: [string, ...string[]]) => Promise<unknown>) => ask('SCRIPT', 'FLUSH')],
  ])('F100 %s: every script still runs, and a rebuilt board is that of a cold rebuild', async (what, forget) => {
    const server = await startRedisProcess()
    const ports = await openRedisPorts(server.url)
    const convoyId = randomUUID() as ConvoyId
    await fill(ports, convoyId)
    await forget((...[command, ...args]) => server.admin.call(command, ...args))
    if (what === 'FLUSHALL') expect(await ports.ranking.top(convoyId, 10)).toEqual([])
    await expectColdRebuild(ports, convoyId)
    const [first] = scores as [(typeof scores)[0]]
    expect(await ports.ranking.top(convoyId, 1_000)).toContainEqual(expect.objectContaining(first))
    await ports.bus.publish('events', event(convoyOfEvents, 1))
    await fill(ports, randomUUID() as ConvoyId)
    await ports.close()
    await server.close()
  })

  test('F100 killed and started with nothing: as after a FLUSHALL', async () => {
    const server = await startRedisProcess()
    const ports = await openRedisPorts(server.url)
    const convoyId = randomUUID() as ConvoyId
    await fill(ports, convoyId)
    const listener = await listen(ports.bus, null)
    await ports.bus.publish('events', event(convoyOfEvents, 0))
    await expect.poll(() => listener.got).toEqual([0])
    await server.kill()
    await expect.poll(() => ports.redis.state.isUp, { interval: 10 }).toBe(false)
    await server.start()
    await expect.poll(() => ports.redis.state.isUp, { timeout: 3_000 }).toBe(true)
    await expect.poll(() => listener.ended, { timeout: 4_000 }).toBe('limited')
    await expectResumeWithGap(ports, listener)
    await expectColdRebuild(ports, convoyId)
    await ports.close()
    await server.close()
  })
})

describeWithRedisProgram('Redis fails over:', () => {
  test('F101 a replica that missed the newest is promoted: subscriptions end with limited and resume with a gap, boards rebuild', async () => {
    const rig = await startSentinelRig()
    await expect
      .poll(async () => /master_link_status:(\w+)/.exec(await rig.replica.admin.info('replication'))?.[1])
      .toBe('up')
    const ports = await openRedisPorts(rig.url)
    const convoyId = randomUUID() as ConvoyId
    const listener = await listen(ports.bus, null)
    await ports.bus.publish('events', event(convoyOfEvents, 0))
    await ports.ranking.record(convoyId, (scores[0] as (typeof scores)[0]).droneId, scores[0] as Score)
    // Board, places, log and its meta.
    await expect.poll(() => rig.replica.admin.dbsize()).toBe(4)
    await rig.stopReplication()
    await ports.bus.publish('events', event(convoyOfEvents, 1))
    await expect.poll(() => listener.got).toEqual([0, 1])
    await fill(ports, convoyId)

    await rig.master.kill()
    await expect.poll(() => ports.redis.state.isUp, { interval: 10 }).toBe(false)
    await expect.poll(() => ports.redis.state.isUp, { timeout: 30_000 }).toBe(true)
    expect(await ports.ranking.top(convoyId, 1_000)).toHaveLength(1)
    await expect.poll(() => listener.ended, { timeout: 5_000 }).toBe('limited')
    expect(listener.got).toEqual([0, 1])
    await expectResumeWithGap(ports, listener)
    await expectColdRebuild(ports, convoyId)
    await ports.close()
    await rig.close()
  })
})
