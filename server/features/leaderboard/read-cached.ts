import { requirePermission } from '../../../lib/permissions.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import {
  cachedLimits,
  type LeaderboardKey,
  type LeaderboardReader,
  leaderboardKeysOf,
} from '../../repositories/leaderboard-reader.ts'
import type { Roster } from '../../repositories/roster.ts'
import {
  type LeaderboardAnswer,
  type LeaderboardDeps,
  type LeaderboardQuestion,
  loadLeaderboard,
  readLeaderboard,
} from './read.ts'

type Answers = LeaderboardReader<LeaderboardAnswer>
export type CachedLeaderboardDeps = LeaderboardDeps & { answers: Answers }

/** Loads a leaderboard on a cache miss. */
export const loadAnswer = (deps: LeaderboardDeps) => (key: LeaderboardKey) =>
  loadLeaderboard(deps, { ...key, atMs: null })

/** Like `readLeaderboard`, but cached if the current strategy does so. Past and long boards are never cached. */
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
  // The reader returns null only when `load` does, which it never does here.
  if (!answer) return readLeaderboard(deps, actor, question)
  return limit < cached ? { ...answer, entries: answer.entries.slice(0, limit) } : answer
}

/**
 * Runs a change of a convoy's board; null when the convoy is unknown here. Once this has resolved or rejected, every board read
 * in any process includes what was done.
 */
export async function changingBoard<R>(
  { answers, roster }: { answers: Answers; roster: Pick<Roster, 'findConvoy'> },
  convoyId: ConvoyId | null,
  run: () => Promise<R>,
): Promise<R> {
  try {
    return await run()
  } finally {
    if (convoyId && roster.findConvoy(convoyId)) await answers.invalidate(leaderboardKeysOf(convoyId))
  }
}
