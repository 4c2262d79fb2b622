import { use } from 'react'
import type { SearchEntry } from '../../lib/view/search.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { selectConvoy, selectDrone } from '../shell/actions.ts'
import { centerOf } from '../shell/convoy-center.ts'
import { SizeContext, useScreen } from '../shell/use-screen.ts'

const closeZoom = 9
const placeZoom = 11

/** Goes to what was found: selects it and brings it to the middle of the map, closer if the map is far out. */
export function useGoTo(): (entry: SearchEntry) => void {
  const screen = useScreen()
  const size = use(SizeContext)
  return (entry) => {
    const { zoom } = screen.view.get()
    const { drones, convoys } = screen.feed.picture
    if (entry.kind === 'place') {
      const { latitudeDeg, longitudeDeg } = entry
      if (latitudeDeg === undefined || longitudeDeg === undefined) return
      screen.view.change({ center: { latitudeDeg, longitudeDeg }, zoom: Math.max(zoom, placeZoom), follow: false })
    } else if (entry.kind === 'drone') {
      selectDrone(screen, entry.id as DroneId, size)
      const track = drones.get(entry.id as DroneId)
      if (track?.hasReading) screen.view.change({ center: { ...pick(track) }, zoom: Math.max(zoom, closeZoom) })
    } else {
      selectConvoy(screen, entry.id as ConvoyId)
      const center = centerOf(convoys.get(entry.id as ConvoyId)?.drones ?? [])
      if (center) screen.view.change({ center, zoom: Math.max(zoom, closeZoom) })
    }
  }
}

const pick = ({ latitudeDeg, longitudeDeg }: { latitudeDeg: number; longitudeDeg: number }) => ({
  latitudeDeg,
  longitudeDeg,
})
