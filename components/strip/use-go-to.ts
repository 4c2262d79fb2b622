import { use } from 'react'
import type { SearchEntry } from '../../lib/view/search.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { selectConvoy, selectDrone } from '../shell/actions.ts'
import { showConvoy, showDrone, showPoint } from '../shell/framing.ts'
import { SizeContext, useScreen } from '../shell/use-screen.ts'

const placeZoom = 11

/** Goes to what was found: selects it and brings it to the middle of the free space, closer if the map is far out. */
export function useGoTo(): (entry: SearchEntry) => void {
  const screen = useScreen()
  const size = use(SizeContext)
  return (entry) => {
    if (entry.kind === 'place') {
      const { latitudeDeg, longitudeDeg } = entry
      if (latitudeDeg === undefined || longitudeDeg === undefined) return
      screen.view.change({ follow: false })
      showPoint(screen, { latitudeDeg, longitudeDeg }, size, placeZoom)
    } else if (entry.kind === 'drone') {
      selectDrone(screen, entry.id as DroneId, size)
      showDrone(screen, entry.id as DroneId, size)
    } else {
      selectConvoy(screen, entry.id as ConvoyId)
      showConvoy(screen, entry.id as ConvoyId, size)
    }
  }
}
