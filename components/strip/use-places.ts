import { useEffect, useState } from 'react'
import type { SearchEntry } from '../../lib/view/search.ts'

/** The towns of the base map, loaded when someone first searches; none when they can't be had. */
export function usePlaces(wanted: boolean): readonly SearchEntry[] {
  const [places, setPlaces] = useState<readonly SearchEntry[] | null>(null)
  useEffect(() => {
    if (!wanted || places) return
    let left = false
    import('./places.ts')
      .then(({ loadPlaces }) => loadPlaces())
      .then((loaded) => left || setPlaces(loaded))
      .catch(() => left || setPlaces([]))
    return () => {
      left = true
    }
  }, [wanted, places])
  return places ?? none
}

const none: readonly SearchEntry[] = []
