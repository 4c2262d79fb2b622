import { requirePermission } from '../../../lib/permissions.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import {
  cachedLimits,
  type LeaderboardAnswers,
  type LeaderboardKey,
  leaderboardKeysOf,
} from '../../repositories/leaderboard-answers.ts'
import type { Roster } from '../../repositories/roster.ts'
import {
  type LeaderboardAnswer,
  type LeaderboardDeps,
  type LeaderboardQuestion,
  loadLeaderboard,
  readLeaderboard,
} from './read.ts'

type Answers = LeaderboardAnswers<LeaderboardAnswer>
export type CachedLeaderboardDeps = LeaderboardDeps & { answers: Answers }

/** What stands behind the cache. */
export const loadAnswer = (deps: LeaderboardDeps) => (key: LeaderboardKey) =>
  loadLeaderboard(deps, { ...key, atMs: null })

/** As `readLeaderboard`, through the cache where the strategy in use has one. Boards of the past and long ones are never cached. */
export async function readCachedLeaderboard(
  deps: CachedLeaderboardDeps,
  actor: Actor,
  question: LeaderboardQuestion,
): Promise<LeaderboardAnswer> {
  const { convoyId, rankBy, limit, atMs } = question
  const cached = Number.isInteger(limit) && limit >= 1 ? cachedLimits.find((most) => limit <= most) : undefined
  if (cached === undefined || atMs !== null || deps.answers.strategy === 'store-only')
    return readLeaderboard(deps, actor, question)
  requirePermission(actor, 'picture:read')
  const answer = await deps.answers.read({ convoyId, rankBy, limit: cached })
  // The reader answers null only for what `load` does, which this one never does.
  if (!answer) return readLeaderboard(deps, actor, question)
  return limit < cached ? { ...answer, entries: answer.entries.slice(0, limit) } : answer
}

/**
 * Runs what may change the board of a convoy; null: it is none of ours. No board of it that is read once this has answered, or failed midway, in whatever
 * process, is without what was done.
 */
export async function changingBoard<R>(
  { answers, roster }: { answers: Answers; roster: Pick<Roster, 'findConvoy'> },
  convoyId: ConvoyId | null,
  run: () => Promise<R>,
): Promise<R> {
  try {
    return await run()
  } finally {
    if (convoyId && roster.findConvoy(convoyId)) await answers.changed(leaderboardKeysOf(convoyId))
  }
}
