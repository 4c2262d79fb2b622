import { useEffect } from 'react'
import { selectConvoy } from './actions.ts'
import type { Screen } from './screen.ts'
import { droneIdOf } from './selection.ts'
import { useRoster } from './use-screen.ts'

/** A screen just opened shows a board: that of the drone in the address, else of the first convoy, unless the address named one. */
export function useFirstConvoy(screen: Screen): void {
  const ready = useRoster().state === 'ready'
  useEffect(() => {
    const { convoyId, selection } = screen.view.get()
    if (!ready || convoyId) return
    const { list, drones } = screen.roster.get()
    const droneId = droneIdOf(selection)
    selectConvoy(screen, (droneId ? drones.get(droneId) : list[0])?.convoyId ?? null, 'adjust')
  }, [ready, screen])
}
