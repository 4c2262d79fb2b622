import { useEffect } from 'react'
import { selectConvoy } from './actions.ts'
import type { Screen } from './screen.ts'
import { useRoster } from './use-screen.ts'

/** A screen just opened shows a board: the first convoy is selected once it is known, unless the address named one. */
export function useFirstConvoy(screen: Screen): void {
  const first = useRoster().list[0]?.convoyId ?? null
  useEffect(() => {
    const { selectedConvoyId, selectedDroneId } = screen.view.get()
    if (first && !selectedConvoyId && !selectedDroneId) selectConvoy(screen, first)
  }, [first, screen])
}
