import type { ConvoyId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Feature, Platform } from '../../feature.ts'
import { createLeaderboardReader, type LeaderboardReader } from '../../repositories/leaderboard-reader.ts'
import type { Leaderboards } from '../../repositories/leaderboards.ts'
import { type LeaderboardAnswer, type LeaderboardQuestion, readLeaderboard } from './read.ts'
import { changingBoard, loadAnswer } from './read-cached.ts'
import { createLeaderboardResolvers, type LeaderboardResolverDeps } from './resolvers.ts'

interface Needs extends Pick<LeaderboardResolverDeps, 'subscription'> {
  boards: Leaderboards
}

interface Leaderboard extends Feature {
  /** Runs a change of a convoy's board: every later read, in any process, includes it. */
  changing<R>(convoyId: ConvoyId | null, run: () => Promise<R>): Promise<R>
  answers: LeaderboardReader<LeaderboardAnswer>
  /** The board at a past instant. */
  readAt(actor: Actor, question: LeaderboardQuestion): Promise<LeaderboardAnswer>
}

/** The ranking of each convoy's drones, now and at any past instant. */
export function openLeaderboard(platform: Platform, { boards, subscription }: Needs): Leaderboard {
  const { roster, config } = platform
  const load = loadAnswer({ ...platform, boards })
  const answers = createLeaderboardReader(platform, load, config.strategies.leaderboard.read)
  return {
    answers,
    readAt: (actor, question) => readLeaderboard({ ...platform, boards }, actor, question),
    changing: (convoyId, run) => changingBoard({ answers, roster }, convoyId, run),
    resolvers: createLeaderboardResolvers({ ...platform, boards, answers, subscription }),
    metrics: [
      {
        name: 'boards_corrected',
        kind: 'counter',
        help: 'Rows and places of leaderboards, and accuracy counters, that differed from the records and were corrected.',
        label: 'what',
        read: () => ({ ...boards.corrected }),
      },
    ],
  }
}
