import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { createRedisRanking } from '../../server/adapters/redis/ranking.ts'
import { openRedisPorts, type RedisPorts } from '../support/redis-ports-rig.ts'
import { describeWithRedisProgram, type RedisProcess, startRedisProcess } from '../support/redis-process.ts'

const convoyId = '550e8400-e29b-41d4-a716-446655440000' as ConvoyId
const droneId = (n: number) => `660e8400-e29b-41d4-a716-${String(n).padStart(12, '0')}` as DroneId
const half = { accuracyBp: 5_000, successfulHits: 1, totalEngagements: 2 }

describeWithRedisProgram('a rebuild of a board', () => {
  let server: RedisProcess
  let ports: RedisPorts
  beforeAll(async () => {
    server = await startRedisProcess()
    ports = await openRedisPorts(server.url)
  })
  afterAll(async () => {
    await ports?.close()
    await server?.close()
  })

  test('F100 FLUSHALL amid it: the board is whole afterwards, with what was recorded meanwhile', async () => {
    const { redis, ranking } = ports
    for (let n = 0; n < 5; n++) await ranking.record(convoyId, droneId(n), half)
    const scores = Array.from({ length: 2_500 }, (_, n) => ({ droneId: droneId(n), ...half }))
    let staged = 0
    const flushed = createRedisRanking({
      redis: {
        ...redis,
        async run<R>(...[script, keys, args]: Parameters<typeof redis.run>) {
          const answer = await redis.run<R>(script, keys, args)
          if (script !== 'stage' || ++staged !== 2) return answer
          await server.admin.flushall()
          await ranking.record(convoyId, droneId(1), { ...half, totalEngagements: 9 })
          return answer
        },
      },
    })
    await flushed.rebuild(convoyId, scores)
    const board = await ranking.top(convoyId, 5_000)
    expect(board).toHaveLength(2_500)
    expect(board.find((ranked) => ranked.droneId === droneId(1))?.totalEngagements).toBe(9)
  })
})
