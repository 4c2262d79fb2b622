import { useEffect, useState } from 'react'
import type { RankBy } from '../../lib/api/documents.generated.ts'
import { useScreen } from '../shell/use-screen.ts'
import { type BoardView, openBoard } from './board-store.ts'

const empty: BoardView = { board: null, past: [], failure: null }

/**
 * The live board of a convoy; empty while none is selected. While it is loading, or can't be loaded, the board shown before
 * stays: whose it is, is in the board.
 */
export function useBoard(convoyId: string | null, rankBy: RankBy): BoardView {
  const { events, feed } = useScreen()
  const [shown, setShown] = useState<BoardView>(empty)
  useEffect(() => {
    if (!convoyId) return setShown(empty)
    setShown((before) => ({ ...before, failure: null }))
    const store = openBoard(convoyId, rankBy, events, feed.nowMs)
    const stop = store.subscribe(() => {
      const view = store.get()
      setShown((before) => (view.board ? view : { ...before, failure: view.failure }))
    })
    return () => {
      stop()
      store.close()
    }
  }, [convoyId, rankBy, events, feed])
  return shown
}
