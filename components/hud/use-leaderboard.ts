import { useEffect, useState } from 'react'
import {
  EngagementsDocument,
  LeaderboardDocument,
  type LeaderboardQuery,
  type RankBy,
} from '../../lib/api/documents.generated.ts'
import { type Board, boardOf, markEngagement } from '../../lib/board/board.ts'
import type { PastEngagement } from '../../lib/board/rank-flow.ts'
import { boardRows, engagementsKept } from '../api/feed-cache.ts'
import { useFresh } from '../api/use-fresh.ts'
import { useScreen } from '../shell/use-screen.ts'

export interface BoardView {
  board: Board | null
  /** Newest first, at most 60. */
  past: readonly PastEngagement[]
  /** Why it could not be loaded; what is held stays. */
  failure: string | null
}

/** What events made of the board is compared with the server's own soon after. */
const checkAfterMs = 1_500
/** A quiet board is loaded again all the same: its age on the screen is how far it can be trusted. */
const refreshEveryMs = 30_000
const noRecords: BoardView['past'] = []

/**
 * The live board of a convoy; empty while none is selected. While it is loading, or can't be loaded, the board shown before
 * stays: whose it is, is in the board.
 */
export function useLeaderboard(convoyId: string | null, rankBy: RankBy): BoardView {
  const { events } = useScreen()
  const of = { convoyId: convoyId ?? '' }
  const watched = { events, everyMs: () => refreshEveryMs }
  const checkWithinMs = (agrees: boolean) => (agrees ? checkAfterMs : 0)
  const leaderboard = useFresh(LeaderboardDocument, {
    ...watched,
    key: convoyId && `${convoyId} ${rankBy}`,
    variables: { ...of, limit: boardRows, rankBy },
    afterEvent(event, agrees) {
      if (event.convoyId !== convoyId || event.__typename === 'LeadershipEvent') return null
      return checkWithinMs(agrees)
    },
  })
  const records = useFresh(EngagementsDocument, {
    ...watched,
    key: convoyId,
    variables: { ...of, first: engagementsKept },
    afterEvent: (event, agrees) =>
      event.convoyId === convoyId && event.__typename === 'EngagementEvent' ? checkWithinMs(agrees) : null,
  })
  const board = useBoardMemory(leaderboard.data ?? leaderboard.previousData)
  if (convoyId === null) return { board: null, past: noRecords, failure: null }
  const past = (records.data ?? records.previousData)?.engagements.nodes ?? noRecords
  return { board, past, failure: leaderboard.failure ?? records.failure }
}

/** The board with what only those who watched know of it: moves, and the newest engagement of each drone. */
function useBoardMemory(loaded: LeaderboardQuery | undefined): Board | null {
  const { events, feed } = useScreen()
  const [held, setHeld] = useState<{ loaded: LeaderboardQuery; board: Board } | null>(null)
  useEffect(
    () =>
      events.onEvent((event) => {
        if (event.__typename !== 'EngagementEvent') return
        setHeld((now) =>
          now?.board.convoyId === event.convoyId ? { ...now, board: markEngagement(now.board, event) } : now,
        )
      }),
    [events],
  )
  if (!loaded || loaded === held?.loaded) return held?.board ?? null
  const board = boardOf(loaded.leaderboard, held?.board ?? null, feed.nowMs())
  setHeld({ loaded, board })
  return board
}
