/** A step of the board through its port against the bare script through ioredis alone, on the same server. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Redis } from 'ioredis'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { openRedis } from '../../server/adapters/redis/connection.ts'
import { createRedisRanking } from '../../server/adapters/redis/ranking.ts'
import type { Score } from '../../server/ports/ranking.ts'
import { requireRedis } from '../support/servers-addresses.ts'
import { type BenchRow, inTurn } from './row.ts'

const drones = 1_000
const convoys = 8
/** Callers side by side, each with its next step when the one before is answered; on both sides. */
const lanes = 64
const stepsPerRound = 40_000
const rounds = 9
const connections = 4

type Step = (convoyId: ConvoyId, droneId: DroneId, score: Score) => Promise<unknown>

export const recordOnRedis: BenchRow = {
  name: 'a step of the board on Redis',
  target: '≥ 0.8',
  async run(log) {
    const prefix = `bench:${randomUUID()}:`
    const quiet = { warn: () => undefined, info: () => undefined }
    const url = requireRedis()
    const redis = await openRedis({ url, password: null, poolSize: connections, tlsCaFile: null, prefix, log: quiet })
    const bare = openBare(url, `${prefix}bare:`)
    const convoyIds = Array.from({ length: convoys }, () => randomUUID() as ConvoyId)
    const droneIds = Array.from({ length: drones }, () => randomUUID() as DroneId)
    let engagements = 0
    const stepsPerS = async (side: string, step: Step) => {
      engagements += 1_000
      let next = 0
      const startedMs = performance.now()
      const lane = async () => {
        for (let at = next++; at < stepsPerRound; at = next++) {
          const totalEngagements = engagements + Math.floor(at / drones)
          const successfulHits = Math.floor(totalEngagements * ((at * 7919) % 1_000) * 0.001)
          const accuracyBp = Math.floor((successfulHits * 10_000) / totalEngagements)
          const score = { accuracyBp, successfulHits, totalEngagements }
          await step(convoyIds[at % convoys] as ConvoyId, droneIds[at % drones] as DroneId, score)
        }
      }
      await Promise.all(Array.from({ length: lanes }, lane))
      const rate = stepsPerRound / ((performance.now() - startedMs) / 1_000)
      log(`${side} ${Math.round(rate)} steps/s`)
      return rate
    }
    try {
      const { record } = createRedisRanking({ redis })
      await stepsPerS('warm', bare.record) // the first rounds warm the server up
      await stepsPerS('warm', record)
      const measured = await inTurn(
        rounds,
        () => stepsPerS('ours', record),
        () => stepsPerS('bare', bare.record),
      )
      const note = `${lanes} callers, ${connections} connections, ${convoys} boards of ${drones / convoys}`
      return { ...measured, unit: 'steps/s', note }
    } finally {
      await bare.close()
      await redis.close()
    }
  },
}

interface Bare {
  record: Step
  close(): Promise<void>
}

/** As ioredis' documentation says: the script defined once, commands of one turn of the event loop sent together, as many connections as ours. */
function openBare(url: string, prefix: string): Bare {
  const lua = readFileSync(new URL('../../schema/redis/record.2.lua', import.meta.url), 'utf8')
  const clients = Array.from(
    { length: connections },
    () => new Redis(url, { enableAutoPipelining: true, scripts: { recordScript: { lua, numberOfKeys: 2 } } }),
  ) as (Redis & { recordScript(...args: (string | number)[]): Promise<unknown> })[]
  let turn = 0
  return {
    record(convoyId, droneId, { accuracyBp, successfulHits, totalEngagements }) {
      const key = `${prefix}{${convoyId}}`
      const place = String(totalEngagements).padStart(10, '0') + droneId
      const client = clients[turn++ % connections] as (typeof clients)[0]
      const sort = -(accuracyBp * 2 ** 32 + successfulHits)
      return client.recordScript(key, `${key}:places`, sort, place)
    },
    async close() {
      const first = clients[0] as Redis
      const stream = first.scanStream({ match: `${prefix.replace(/bare:$/, '')}*`, count: 1_000 })
      for await (const keys of stream) if ((keys as string[]).length > 0) await first.unlink(keys as string[])
      for (const client of clients) client.disconnect()
    },
  }
}
