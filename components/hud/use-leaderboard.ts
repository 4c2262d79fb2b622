import { useEffect, useState } from 'react'
import {
  EngagementsDocument,
  type EngagementsQuery,
  LeaderboardDocument,
  type LeaderboardQuery,
  type RankBy,
} from '../../lib/api/documents.generated.ts'
import { type Board, boardOf, markEngagement, moveShownForMs } from '../../lib/board/board.ts'
import type { PastEngagement } from '../../lib/board/rank-flow.ts'
import { boardRows, engagementsKept } from '../api/feed-cache.ts'
import { useFresh } from '../api/use-fresh.ts'
import { useReplayInstant } from '../shell/use-replay-instant.ts'
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
const never = Number.POSITIVE_INFINITY
const noRecords: BoardView['past'] = []
const empty: BoardView = { board: null, past: noRecords, failure: null }

/**
 * The board of a convoy at the time cursor; empty while none is selected. While it is loading, or can't be loaded, the board shown before
 * stays: whose it is, is in the board.
 */
export function useLeaderboard(convoyId: string | null, rankBy: RankBy): BoardView {
  const { events } = useScreen()
  const atMs = useReplayInstant()
  const at = atMs === null ? null : new Date(atMs).toISOString()
  const of = { convoyId: convoyId ?? '' }
  // The past is loaded for each instant, and events are of the present.
  const watched = at === null ? { events, everyMs: () => refreshEveryMs } : { everyMs: () => never, isUncached: true }
  const checkWithinMs = (agrees: boolean) => (agrees ? checkAfterMs : 0)
  const leaderboard = useFresh(LeaderboardDocument, {
    ...watched,
    key: convoyId && `${convoyId} ${rankBy}`,
    variables: { ...of, limit: boardRows, rankBy, ...(at && { at }) },
    afterEvent(event, agrees) {
      if (event.convoyId !== convoyId || event.__typename === 'LeadershipEvent') return null
      return checkWithinMs(agrees)
    },
  })
  const records = useFresh(EngagementsDocument, {
    ...watched,
    key: convoyId,
    variables: { ...of, first: engagementsKept, ...(at && { upTo: at }) },
    afterEvent: (event, agrees) =>
      event.convoyId === convoyId && event.__typename === 'EngagementEvent' ? checkWithinMs(agrees) : null,
  })
  const failure = leaderboard.failure ?? records.failure
  const shown = useBoardMemory(convoyId, atMs !== null, leaderboard.data, records.data)
  return convoyId === null ? empty : { board: shown?.board ?? null, past: shown?.past ?? noRecords, failure }
}

interface Held {
  loaded: LeaderboardQuery
  past: BoardView['past']
  board: Board
}

/**
 * The board and its records, both of one convoy, with what only those who watched know of it: moves, and the newest engagement of
 * each drone. What was held stays until both of the next are there.
 */
function useBoardMemory(
  convoyId: string | null,
  isPast: boolean,
  loaded: LeaderboardQuery | undefined,
  records: EngagementsQuery | undefined,
): Held | null {
  const { events, cursor } = useScreen()
  const [held, setHeld] = useState<Held | null>(null)
  useEffect(() => {
    if (convoyId === null) return setHeld(null)
    if (isPast) return
    return events.onEvent((event) => {
      if (event.__typename !== 'EngagementEvent' || event.convoyId !== convoyId) return
      setHeld((now) => now && { ...now, board: markEngagement(now.board, event) })
    })
  }, [convoyId, isPast, events])
  const past = records?.engagements.nodes
  if (!loaded || !past || (loaded === held?.loaded && past === held.past)) return held
  const board =
    loaded === held?.loaded ? held.board : boardOf(loaded.leaderboard, memoryFor(loaded, held, isPast), cursor.nowMs())
  const next = { loaded, past, board }
  setHeld(next)
  return next
}

/** Moves in the past are those seen while it played: an instant that was jumped to has none. */
function memoryFor({ leaderboard }: LeaderboardQuery, held: Held | null, isPast: boolean): Board | null {
  if (!held) return null
  const sinceMs = Date.parse(leaderboard.asOf) - held.board.asOfMs
  return !isPast || (sinceMs >= 0 && sinceMs <= moveShownForMs) ? held.board : null
}
