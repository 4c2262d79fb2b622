import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Convoy, Drone } from '../../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import { type StoredReading, unmeasured } from '../../../schema/telemetry.ts'
import { describeWithRedis, requireRedis } from '../../../tests/support/servers.ts'
import { openRedis, type RedisClient } from './connection.ts'
import { createRedisFleet } from './fleet.ts'
import { silentLog } from './redis-ports.contract.ts'

const convoyId = randomUUID() as ConvoyId
const [first, second] = [randomUUID() as DroneId, randomUUID() as DroneId]
const convoy = { convoyId, callsign: 'HAWK-1', version: 1 } as Convoy
const parts = ['drone', 'reading', 'leaderOfTerm', 'checkedAtMs'] as const
const reading = (droneId: DroneId) =>
  ({
    ...unmeasured,
    droneId,
    recordedAtMs: 10,
    sequence: 1,
    leadership: null,
    receivedAtMs: 11,
    flags: 0,
  }) as StoredReading

describeWithRedis('the fleet in a real Redis', () => {
  const fillers: Record<string, (client: RedisClient, key: string) => Promise<unknown>> = {
    text: (client, key) => client.set(key, 'of another program'),
    'a list': (client, key) => client.rpush(key, 'of another program'),
  }
  test.each(Object.entries(fillers))('keys that hold %s count as lost, and are filled again', async (_, fill) => {
    const prefix = `test:${randomUUID()}:`
    const redis = await openRedis({
      ...{ url: requireRedis(), password: null, poolSize: 2, tlsCaFile: null, prefix, log: silentLog },
    })
    const fleet = createRedisFleet({ redis })
    const keys = ['convoys', `roster:{${convoyId}}`, `leader:{${convoyId}}`]
    for (const key of [...keys, ...[first, second].map((id) => `drone:{${convoyId}}:${id}`)].map(redis.key))
      await redis.use(key, (client) => fill(client, key))

    expect(await fleet.rosters()).toEqual([])
    expect(await fleet.read(convoyId, [first, second], parts)).toEqual([null, null])
    await fleet.enlist(convoy, { joined: [first, second], left: [] })
    await fleet.advance([{ convoyId, readings: [reading(first)] }])
    const drone = { convoyId, droneId: second, callsign: 'H-2', version: 1 } as Drone
    await fleet.describe(convoyId, [{ droneId: second, drone, checkedAtMs: 5 }])
    await fleet.lead({ convoyId, droneId: second, term: 3, atMs: 20 })
    await fleet.lead({ convoyId, droneId: first, term: 4, atMs: 30 })

    const rosters = await fleet.rosters()
    expect(rosters).toEqual([{ convoy, droneIds: expect.arrayContaining([first, second]) }])
    expect(await fleet.read(convoyId, [first, second], parts)).toMatchObject([
      { reading: reading(first), leaderOfTerm: 4 },
      { drone: { callsign: 'H-2' }, leaderOfTerm: null, checkedAtMs: 5 },
    ])
    await redis.close()
  })
  test('a reading that another version stored gives way to the same one from the database', async () => {
    const prefix = `test:${randomUUID()}:`
    const redis = await openRedis({
      ...{ url: requireRedis(), password: null, poolSize: 2, tlsCaFile: null, prefix, log: silentLog },
    })
    const fleet = createRedisFleet({ redis })
    const key = redis.key(`drone:{${convoyId}}:${first}`)
    await fleet.advance([{ convoyId, readings: [reading(first)] }])
    await redis.use(key, (client) => client.hset(key, 'reading', `${'10'.padStart(16, '0')}${'1'.padStart(10, '0')}?`))
    const cached = async () => (await fleet.read(convoyId, [first], ['reading', 'checkedAtMs']))[0]
    expect(await cached()).toEqual({ droneId: first, reading: null, checkedAtMs: null })
    await fleet.advance([{ convoyId, readings: [reading(first)] }], 7)
    expect(await cached()).toEqual({ droneId: first, reading: reading(first), checkedAtMs: 7 })
    await redis.close()
  })
})
