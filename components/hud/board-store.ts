import { requestGraphql } from '../../lib/api/client.ts'
import { EngagementsDocument, LeaderboardDocument, type RankBy } from '../../lib/api/documents.generated.ts'
import type { ConvoyEventItem } from '../../lib/api/subscribe.ts'
import { applyEngagement, type Board, boardOf, markEngagement } from '../../lib/board/board.ts'
import type { PastEngagement } from '../../lib/board/rank-flow.ts'
import type { EventHub } from '../shell/event-hub.ts'
import { createReloadLoop } from '../shell/reload-loop.ts'
import { createValueStore, type ReadableStore } from '../shell/value-store.ts'

export interface BoardView {
  board: Board | null
  /** Newest first, at most 60. */
  past: readonly PastEngagement[]
  /** Why it could not be loaded; what is held stays. */
  failure: string | null
}

export interface BoardStore extends ReadableStore<BoardView> {
  close(): void
}

const rowsShown = 50
const pastKept = 60
/** What events made of the board is compared with the server's own soon after. */
const checkAfterMs = 1_500
/** A quiet board is loaded again all the same: its age on the screen is how far it can be trusted. */
const refreshEveryMs = 30_000

/** The board of one convoy: loaded, moved on by each engagement at once, and loaded again to be sure. */
export function openBoard(convoyId: string, rankBy: RankBy, events: EventHub, nowMs: () => number): BoardStore {
  const store = createValueStore<BoardView>({ board: null, past: [], failure: null })

  const load = async (signal: AbortSignal) => {
    const [{ leaderboard }, { engagements }] = await Promise.all([
      requestGraphql(LeaderboardDocument, { convoyId, limit: rowsShown, rankBy }, { signal }),
      requestGraphql(EngagementsDocument, { convoyId, first: pastKept }, { signal }),
    ])
    store.set({ board: boardOf(leaderboard, store.get().board, nowMs()), past: engagements.nodes, failure: null })
    loop.ask(refreshEveryMs)
  }
  const loop = createReloadLoop(
    load,
    (cause) => store.set({ ...store.get(), failure: cause instanceof Error ? cause.message : String(cause) }),
    events.firstLoadWithinMs,
  )
  const take = (event: ConvoyEventItem) => {
    if (event.convoyId !== convoyId) return
    if (event.__typename === 'RosterEvent') loop.ask(checkAfterMs)
    if (event.__typename === 'RankEvent') loop.ask(checkAfterMs)
    if (event.__typename !== 'EngagementEvent') return
    const { board, past } = store.get()
    if (!board) return
    const applied = applyEngagement(board, event, nowMs())
    const news = { droneId: event.droneId, hit: event.hit, engagedAt: event.timestamp }
    store.set(
      applied.agrees
        ? { board: applied.board, past: [news, ...past].slice(0, pastKept), failure: null }
        : { ...store.get(), board: markEngagement(board, event) },
    )
    loop.ask(applied.agrees ? checkAfterMs : 0)
  }
  const stops = [events.onEvent(take), events.onReload(() => loop.ask()), events.onConnected(loop.retry), loop.close]
  return {
    get: store.get,
    subscribe: store.subscribe,
    close: () => {
      for (const stop of stops) stop()
    },
  }
}
