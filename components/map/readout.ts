import type L from 'leaflet'
import { onDemand } from '../../lib/async/on-demand.ts'
import type { Terrain } from '../../lib/geo/terrain.ts'
import { scaleBar } from '../../lib/map/scale-bar.ts'
import { viewportOf } from './surface.ts'

const scaleMaxPx = 120

/** Writes scale, MGRS and elevation into the parts of `foot`. The grid and ground heights are loaded when the pointer first comes. */
export function attachReadout(map: L.Map, foot: HTMLElement, loadTerrain: () => Promise<Terrain>): () => void {
  const part = (name: string) => foot.querySelector<HTMLElement>(`[data-map="${name}"]`)
  const [scaleText, bar, reference, elevation] = ['scale-text', 'scale-bar', 'mgrs', 'elevation'].map(part)
  let underPointer: L.LatLng | null = null
  const mgrs = onDemand(
    () => import('../../lib/geo/mgrs.ts'),
    () => show(),
  )
  const heights = onDemand(loadTerrain, () => show())

  const write = (element: HTMLElement | null | undefined, text: string) => {
    if (element && element.textContent !== text) element.textContent = text
  }
  const showScale = () => {
    const { text, widthPx } = scaleBar(viewportOf(map), scaleMaxPx)
    write(scaleText, text)
    if (bar) bar.style.width = `${Math.round(widthPx)}px`
  }
  const show = () => {
    if (!underPointer) return
    const point = underPointer.wrap()
    const terrain = heights.get()
    write(reference, mgrs.get()?.mgrsReference(point.lat, point.lng) ?? '—')
    const known = terrain?.covers({ latitudeDeg: point.lat, longitudeDeg: point.lng }) ?? false
    const height = known && terrain ? Math.round(terrain.heightM(point.lat, point.lng)) : null
    write(elevation, `ground ${height === null ? '—' : height} m`)
  }
  const follow = ({ latlng }: L.LeafletMouseEvent) => {
    underPointer = latlng
    show()
  }
  const hide = () => {
    underPointer = null
    write(reference, '')
    write(elevation, '')
  }
  const handlers = { mousemove: follow, mouseout: hide, moveend: showScale, zoomend: showScale, resize: showScale }
  map.on(handlers)
  showScale()
  return () => {
    map.off(handlers)
    mgrs.stop()
    heights.stop()
  }
}
