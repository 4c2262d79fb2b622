import { useEffect } from 'react'
import { selectConvoy } from './actions.ts'
import type { Screen } from './screen.ts'
import { useRoster } from './use-screen.ts'

/** A screen just opened shows a board: that of the drone in the address, else of the first convoy, unless the address named one. */
export function useFirstConvoy(screen: Screen): void {
  const ready = useRoster().state === 'ready'
  useEffect(() => {
    const { selectedConvoyId, selectedDroneId } = screen.view.get()
    if (!ready || selectedConvoyId) return
    const { list, drones } = screen.roster.get()
    selectConvoy(screen, (selectedDroneId ? drones.get(selectedDroneId) : list[0])?.convoyId ?? null)
  }, [ready, screen])
}
