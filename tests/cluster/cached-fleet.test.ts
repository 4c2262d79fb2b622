/** The fleet as cached in Redis: what a process starts from, with the database unavailable too, and how it comes back when Redis loses it. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { decodeFrame } from '../../lib/frames/decode.ts'
import type { Frame } from '../../lib/frames/frame.ts'
import { ask, type ClusterRig, makeConvoy, openClusterRig, reading, send } from '../support/cluster-rig.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { describeWithServers } from '../support/servers.ts'

const convoyId = randomUUID()
const droneIds = Array.from({ length: 3 }, () => randomUUID()).toSorted()
const [first, second, third] = droneIds as [string, string, string]
let sequence = 0

describeWithServers('the cached fleet', () => {
  let rig: ClusterRig
  let app: ServerProcess
  let redis: Redis
  beforeAll(async () => {
    rig = await openClusterRig()
    redis = new Redis(rig.redisUrl)
    app = await rig.start()
    await makeConvoy(app, convoyId, droneIds)
  })
  afterAll(async () => {
    redis?.disconnect()
    await rig?.close()
  })

  const stateOf = (droneId: string) => redis.hgetall(`drone:{${convoyId}}:${droneId}`)
  const report = (droneId: string, change: object = {}) => reading(droneId, ++sequence, change)
  const whole = async () => {
    const states = await Promise.all(droneIds.map(stateOf))
    return states.every((state) => state.drone && state.checkedAtMs && state.totalEngagements !== undefined)
  }

  test('a state has position, fuel, accuracy figures, leader flag and reading; a roster has the drones in service', async () => {
    const leads = { term: 3, role: 'leader', leaderId: first, votedFor: null, peers: [] }
    const sent = report(first, { fuelPct: 61.5, leadership: leads })
    await send(app, [sent])
    await ask(
      app,
      `mutation { recordEngagement(input: { convoyId: "${convoyId}", droneId: "${first}", hit: true, weaponType: NONE }) { success } }`,
    )
    const expected = { latitudeDeg: '34.5', longitudeDeg: '69.1', fuelPct: '61.5', totalEngagements: '1' }
    await expect.poll(() => stateOf(first), { timeout: 20_000 }).toMatchObject({ ...expected, leaderOfTerm: '3' })
    await expect.poll(async () => (await redis.smembers(`roster:{${convoyId}}`)).toSorted()).toEqual(droneIds)
    await expect.poll(whole, { timeout: 20_000 }).toBe(true)
    for (const key of [`roster:{${convoyId}}`, `drone:{${convoyId}}:${first}`, `leader:{${convoyId}}`, 'convoys'])
      expect(await redis.pttl(key), key).toBeGreaterThan(0)
  })

  test('a process started while the database is unavailable shows the picture as cached and how old it is, and everything once it is back', async () => {
    const sent = report(second)
    await send(app, [sent])
    rig.toScylla.refuse()
    const fresh = await rig.start('web')
    const { convoys, system } = await ask<{ convoys: object[]; system: { stores: object[] } }>(
      fresh,
      '{ convoys { convoyId callsign drones { droneId latest { sequence recordedAt } } } system { stores { name state } } }',
    )
    expect(system.stores).toContainEqual({ name: 'ScyllaDB', state: 'DOWN' })
    const latestOfSecond = { sequence: sent.sequence, recordedAt: new Date(sent.recordedAt).toISOString() }
    expect(convoys).toMatchObject([
      {
        convoyId,
        callsign: 'HAWK-1',
        drones: [{ droneId: first }, { droneId: second, latest: latestOfSecond }, { latest: null }],
      },
    ])
    const { leaderboard } = await ask<{ leaderboard: object }>(
      fresh,
      `{ leaderboard(convoyId: "${convoyId}", limit: 10) { stale entries { droneId accuracyPct totalEngagements currentStreak } } }`,
    )
    const entry = { droneId: first, accuracyPct: 100, totalEngagements: 1, currentStreak: 1 }
    expect(leaderboard).toEqual({ stale: true, entries: [entry] })
    const frame = await fullFrameOf(fresh)
    expect(frame.records.find(({ droneId }) => droneId === second)).toMatchObject({ recordedAtMs: sent.recordedAt })
    expect(frame.newestReceivedAtMs).toBeGreaterThanOrEqual(sent.recordedAt)
    const ready = async () => (await fetch(`${fresh.url}/api/ready`)).json()
    await expect.poll(ready).toMatchObject({ ready: true, degraded: ['ScyllaDB'] })

    rig.toScylla.restore()
    const history = () => ask(fresh, `{ drone(droneId: "${second}") { history { to } } }`).catch(() => null)
    await expect
      .poll(history, { timeout: 30_000 })
      .toMatchObject({ drone: { history: { to: latestOfSecond.recordedAt } } })
    await expect.poll(async () => (await send(app, [report(third)])).status, { timeout: 30_000 }).toBe(200)
    const latestOfThird = () => ask(fresh, `{ drone(droneId: "${third}") { latest { sequence } } }`)
    await expect.poll(latestOfThird).toEqual({ drone: { latest: { sequence } } })
    await fresh.stop()
  })

  test('with the database and Redis unavailable a start fails and says why', async () => {
    rig.toScylla.refuse()
    rig.toRedis.refuse()
    const failure = await rig.start('web').catch((error: Error) => error.message)
    expect(failure).toMatch(/none of its hosts responds/)
    rig.toRedis.restore()
    rig.toScylla.restore()
    await expect.poll(async () => (await send(app, [report(third)])).status, { timeout: 30_000 }).toBe(200)
  })

  test('F100 FLUSHALL: rosters and states are rebuilt from the database while the process runs', async () => {
    await expect.poll(whole, { timeout: 30_000 }).toBe(true)
    const before = await stateOf(first)
    await redis.flushdb()
    await expect.poll(whole, { timeout: 30_000 }).toBe(true)
    await expect.poll(() => stateOf(first), { timeout: 20_000 }).toMatchObject({ leaderOfTerm: '3' })
    const { latitudeDeg, fuelPct, reading, totalEngagements, successfulHits } = before
    const same = { latitudeDeg, fuelPct, reading, totalEngagements, successfulHits }
    expect(await stateOf(first)).toMatchObject(same)
    expect((await redis.smembers(`roster:{${convoyId}}`)).toSorted()).toEqual(droneIds)
  })

  test('a drone that is retired leaves the roster and its state', async () => {
    const { drone } = await ask<{ drone: { version: number } }>(app, `{ drone(droneId: "${third}") { version } }`)
    await ask(app, `mutation { retireDrone(input: { droneId: "${third}", version: ${drone.version} }) { success } }`)
    await expect.poll(async () => (await redis.smembers(`roster:{${convoyId}}`)).toSorted()).toEqual([first, second])
    expect(await stateOf(third)).toEqual({})
  })
})

async function fullFrameOf({ url }: ServerProcess): Promise<Frame> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/live`)
  await once(socket, 'open')
  const frame = new Promise<Frame>((resolve) => {
    socket.on('message', (data: Buffer, isBinary: boolean) => isBinary && resolve(decodeFrame(data)))
  })
  socket.send(JSON.stringify({ type: 'subscribe', convoyIds: null, rateHz: 4 }))
  return frame.finally(() => socket.close())
}
