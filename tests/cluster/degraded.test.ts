/** An app process whose servers go away, hang and come back: the cable between them is pulled. */
import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ask, type ClusterRig, makeConvoy, openClusterRig, reading, send } from '../support/cluster-rig.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { describeWithServers } from '../support/servers.ts'

const convoyId = randomUUID()
const droneIds = Array.from({ length: 3 }, () => randomUUID())
let sequence = 0
const next = (drone = 0) => reading(droneIds[drone] as string, ++sequence)

describeWithServers('degraded, not down:', () => {
  let rig: ClusterRig
  let app: ServerProcess
  beforeAll(async () => {
    rig = await openClusterRig()
    app = await rig.start()
    await makeConvoy(app, convoyId, droneIds)
  })
  afterEach(async () => {
    rig.toRedis.restore()
    rig.toScylla.restore()
    // One that was not asked anything meanwhile does not know that its connections are dead.
    await expect.poll(async () => (await send(app, [next()])).status, { timeout: 30_000 }).toBe(200)
    await expect.poll(states, { timeout: 20_000 }).toEqual({ ScyllaDB: 'UP', Redis: 'UP' })
  })
  afterAll(() => rig?.close())

  const states = async (server = app) => {
    const { system } = await ask<{ system: { stores: { name: string; state: string }[] } }>(
      server,
      '{ system { stores { name state } } }',
    )
    return Object.fromEntries(system.stores.map(({ name, state }) => [name, state]))
  }
  const record = (hit: boolean, drone = 0, engagementId = randomUUID()) =>
    ask<{ recordEngagement: object }>(
      app,
      `mutation { recordEngagement(input: { convoyId: "${convoyId}", droneId: "${droneIds[drone]}", hit: ${hit},
        weaponType: NONE, engagementId: "${engagementId}" }) { success message newRank newAccuracyPct } }`,
    ).then((answer) => answer.recordEngagement)
  const boardOf = async () => {
    const { leaderboard } = await ask<{ leaderboard: { stale: boolean; entries: object[] } }>(
      app,
      `{ leaderboard(convoyId: "${convoyId}", limit: 10) { stale entries { rank droneId accuracyPct totalEngagements currentStreak } } }`,
    )
    return leaderboard
  }
  const stored = async (drone = 0) => {
    const response = await fetch(`${app.url}/api/v1/drones/${droneIds[drone]}/telemetry`)
    const lines = (await response.text()).split('\n').filter((line) => line !== '')
    return lines.map((line) => (JSON.parse(line) as { sequence: number }).sequence)
  }

  test.each(['cut', 'blackHole'] as const)(
    'F99 Redis unavailable (%s): ingest and engagements go on, boards are marked stale, and it is noticed and over by itself',
    async (how) => {
      await record(true)
      expect((await boardOf()).stale).toBe(false)
      rig.toRedis[how]()
      const sent = next()
      expect(await (await send(app, [sent])).json()).toMatchObject({ accepted: 1 })
      expect(await record(false, 1)).toMatchObject({ success: true })
      await expect.poll(states).toMatchObject({ Redis: 'DOWN', ScyllaDB: 'UP' })
      const away = await boardOf()
      expect(away.stale).toBe(true)
      const seen = next(1)
      const latest = () => ask(app, `{ drone(droneId: "${seen.droneId}") { latest { sequence } } }`)
      await send(app, [seen])
      await expect.poll(latest, { timeout: 15_000 }).toEqual({ drone: { latest: { sequence: seen.sequence } } })
      expect(await stored()).toContain(sent.sequence)
      expect(await (await fetch(`${app.url}/api/ready`)).json()).toMatchObject({ ready: true, degraded: ['Redis'] })

      rig.toRedis.restore()
      await expect.poll(async () => (await boardOf()).stale, { timeout: 20_000 }).toBe(false)
      expect((await boardOf()).entries).toEqual(away.entries)
    },
  )

  test('F99 Redis unavailable at the start: the process starts, ingests, and finds Redis when it comes', async () => {
    rig.toRedis.refuse()
    const late = await rig.start()
    expect(await states(late)).toMatchObject({ Redis: 'DOWN' })
    expect(await (await send(late, [next(2)])).json()).toMatchObject({ accepted: 1 })
    rig.toRedis.restore()
    await expect.poll(() => states(late), { timeout: 20_000 }).toMatchObject({ Redis: 'UP' })
    await late.stop()
  })

  test('F100 FLUSHALL: the board is rebuilt and equal to what it was', async () => {
    await record(true, 2)
    const before = await boardOf()
    const client = new Redis(rig.redisUrl)
    await client.flushdb()
    client.disconnect()
    expect(await boardOf()).toEqual(before)
    expect(await record(true, 2)).toMatchObject({ success: true })
    expect((await boardOf()).stale).toBe(false)
  })

  test.each(['cut', 'blackHole'] as const)(
    'the store unavailable (%s): ingest refuses with a time to try again, reads serve what is known, nothing acknowledged is lost',
    async (how) => {
      const known = await boardOf()
      const acknowledged: number[] = []
      const post = async () => {
        const one = next(1)
        const response = await send(app, [one])
        if (response.ok) acknowledged.push(one.sequence)
        return response
      }
      await post()
      rig.toScylla[how]()
      const refused = await post()
      expect(refused.status).toBe(503)
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await refused.json()).toMatchObject({ error: { code: 'unavailable' } })
      await expect.poll(states).toMatchObject({ ScyllaDB: 'DOWN' })
      await expect.poll(boardOf).toEqual({ ...known, stale: true })

      rig.toScylla.restore()
      await expect.poll(async () => (await post()).status, { timeout: 30_000, interval: 250 }).toBe(200)
      const kept = await stored(1)
      for (const one of acknowledged) expect(kept).toContain(one)
      expect(new Set(kept).size).toBe(kept.length)
      expect(app.child.exitCode).toBeNull()
    },
  )

  test('the store unavailable: where a drone was last is known to a process that was never asked for it before', async () => {
    const last = next(1)
    await send(app, [last])
    const fresh = await rig.start('web')
    rig.toScylla.cut()
    const latestOf = (drone: number) => ask(fresh, `{ drone(droneId: "${droneIds[drone]}") { latest { sequence } } }`)
    // It notices without any request for stored data.
    await expect.poll(() => states(fresh)).toMatchObject({ ScyllaDB: 'DOWN' })
    expect(await latestOf(1)).toEqual({ drone: { latest: { sequence: last.sequence } } })
    await fresh.stop()
  })

  test('a slow store holds the senders back, and memory stays flat', async () => {
    rig.toScylla.delay(150)
    const rss = async () => {
      const text = await (await fetch(`${app.url}/api/metrics`)).text()
      return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1])
    }
    const batch = () => Array.from({ length: 500 }, () => next(2))
    const before = await rss()
    const statuses = new Set<number>()
    for (let round = 0; round < 4; round++) {
      const answers = await Promise.all(Array.from({ length: 60 }, () => send(app, batch())))
      for (const answer of answers) {
        statuses.add(answer.status)
        await answer.arrayBuffer()
      }
    }
    expect([...statuses].every((status) => [200, 429, 503].includes(status))).toBe(true)
    expect(statuses).toContain(200)
    expect((await rss()) - before).toBeLessThan(400 * 2 ** 20)
  })
})
