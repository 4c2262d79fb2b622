import { useEffect, useState } from 'react'
import type { RankBy } from '../../lib/api/documents.generated.ts'
import { useScreen } from '../shell/use-screen.ts'
import { type BoardView, openBoard } from './board-store.ts'

const empty: BoardView = { board: null, past: [], failure: null }

/** The live board of a convoy; empty while none is selected and until it is loaded. */
export function useBoard(convoyId: string | null, rankBy: RankBy): BoardView {
  const { events } = useScreen()
  const [shown, setShown] = useState<BoardView>(empty)
  useEffect(() => {
    setShown(empty)
    if (!convoyId) return
    const store = openBoard(convoyId, rankBy, events)
    const stop = store.subscribe(() => setShown(store.get()))
    return () => {
      stop()
      store.close()
    }
  }, [convoyId, rankBy, events])
  return shown
}
