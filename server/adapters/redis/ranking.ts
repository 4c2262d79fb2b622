/**
 * Boards in Redis. A place is a member of a sorted set whose order is the board's: its score holds accuracy and hits, and what is
 * equal in both is ordered by the member itself, which begins with the engagements and ends with the drone id.
 */
import { randomUUID } from 'node:crypto'
import { Failure } from '../../../lib/errors.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Ranked, Ranking, Score } from '../../ports/ranking.ts'
import type { RedisConnection } from './connection.ts'

const engagementDigits = 10
/** Places that one call stages: some hundred microseconds of the server's only thread. */
const stagedAtOnce = 1_000
const attempts = 3
// Scores are doubles: accuracy in basis points and hits share 46 of their 53 bits.
const hitsLimit = 2 ** 32

export function createRedisRanking({ redis }: { redis: RedisConnection }): Ranking {
  // The braces keep all keys of a convoy on one node of a cluster.
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
      // Once for all attempts: what is recorded during a failed one is newer than the scores too.
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

/** Places and scores in turn, as Redis answers them. */
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
