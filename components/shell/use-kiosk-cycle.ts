import { useEffect } from 'react'
import { neighbour, selectConvoy } from './actions.ts'
import type { Screen } from './screen.ts'

const showEachForMs = 15_000

/** On a wall nobody presses keys: the convoys take turns, from the first as soon as there is one. */
export function useKioskCycle(screen: Screen, on: boolean): void {
  useEffect(() => {
    if (!on) return
    const next = () => selectConvoy(screen, neighbour(screen, 1), 'adjust')
    const begin = () => {
      if (screen.view.get().convoyId === null) next()
    }
    begin()
    const stopWaiting = screen.roster.subscribe(begin)
    const timer = setInterval(next, showEachForMs)
    return () => {
      stopWaiting()
      clearInterval(timer)
    }
  }, [screen, on])
}
