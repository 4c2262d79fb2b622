/**
 * Boards in Redis, as sorted sets. The score of a member encodes accuracy and hits. Members with equal scores are ordered
 * lexicographically by Redis: a member starts with the number of engagements and ends with the drone id.
 */
import { randomUUID } from 'node:crypto'
import { Failure } from '../../../lib/errors.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Ranked, Ranking, Score } from '../../ports/ranking.ts'
import type { RedisConnection } from './connection.ts'

const engagementDigits = 10
/** Entries staged per call, which block Redis's only thread for some hundred microseconds. */
const stagedAtOnce = 1_000
const attempts = 3
// Scores are doubles: accuracy in basis points and hits share 46 of their 53 bits.
const hitsLimit = 2 ** 32

export function createRedisRanking({ redis }: { redis: RedisConnection }): Ranking {
  // The hash tag in braces keeps all keys of a convoy in one cluster slot.
  const keysOf = (convoyId: ConvoyId, suffix = '') => [
    redis.key(`leaderboard:{${convoyId}}${suffix}`),
    redis.key(`leaderboard:{${convoyId}}:places${suffix}`),
  ]

  return {
    async record(convoyId, droneId, score) {
      const [before, after] = await redis.run<[number, number]>('record', keysOf(convoyId), [
        toSortScore(score),
        toPlace(droneId, score),
      ])
      return { before: before < 0 ? null : before + 1, after: after + 1 }
    },
    async top(convoyId, limit) {
      if (limit <= 0) return []
      const [board] = keysOf(convoyId) as [string]
      const found = await redis.use(board, (client) => client.zrange(board, '0', String(limit - 1), 'WITHSCORES'))
      return toRanked(found.flat() as string[])
    },
    async rebuild(convoyId, scores) {
      const [board, places] = keysOf(convoyId) as [string, string]
      const given = [...new Map(scores.map((one) => [one.droneId, one])).values()]
      // Read once, before all attempts: records made during a failed attempt are also newer than the given scores.
      const revision = (await redis.use(board, (client) => client.hget(places, 'revision'))) ?? '0'
      for (let attempt = 0; attempt < attempts; attempt++) {
        const staged = keysOf(convoyId, `:staged-${randomUUID()}`)
        for (let from = 0; from < given.length; from += stagedAtOnce) {
          const some = given.slice(from, from + stagedAtOnce)
          const args = some.flatMap((one) => [toSortScore(one), toPlace(one.droneId, one)])
          await redis.run('stage', staged, args)
        }
        const swapped = await redis.run<number>('swap', [board, places, ...staged], [revision, given.length])
        if (swapped >= 0) return
      }
      const lost = `Redis lost a board of ${given.length} while it was staged, ${attempts} times.`
      throw new Failure('unavailable', lost, { retryAfterMs: 1_000 })
    },
  }
}

const toSortScore = ({ accuracyBp, successfulHits }: Score): number => -(accuracyBp * hitsLimit + successfulHits)
const toPlace = (droneId: DroneId, { totalEngagements }: Score): string =>
  String(totalEngagements).padStart(engagementDigits, '0') + droneId

/** Parses the alternating members and scores of a WITHSCORES reply. */
function toRanked(flat: readonly string[]): Ranked[] {
  const ranked: Ranked[] = []
  for (let at = 0; at < flat.length; at += 2) {
    const place = flat[at] as string
    const score = 0 - Number(flat[at + 1]) // not -0
    ranked.push({
      droneId: place.slice(engagementDigits) as DroneId,
      accuracyBp: Math.floor(score / hitsLimit),
      successfulHits: score % hitsLimit,
      totalEngagements: Number(place.slice(0, engagementDigits)),
      rank: at / 2 + 1,
    })
  }
  return ranked
}
