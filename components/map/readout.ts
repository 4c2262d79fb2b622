import type L from 'leaflet'
import { mgrsReference } from '../../lib/geo/mgrs.ts'
import type { Terrain } from '../../lib/geo/terrain.ts'
import { scaleBar } from '../../lib/map/scale-bar.ts'
import { viewportOf } from './surface.ts'

const scaleMaxPx = 120

/** Writes scale, MGRS and elevation into the parts of `foot`. Ground heights are loaded when the pointer first asks. */
export function attachReadout(map: L.Map, foot: HTMLElement, loadTerrain: () => Promise<Terrain>): () => void {
  const part = (name: string) => foot.querySelector<HTMLElement>(`[data-map="${name}"]`)
  const [scaleText, bar, reference, elevation] = ['scale-text', 'scale-bar', 'mgrs', 'elevation'].map(part)
  let terrain: Terrain | null = null
  let asked = false

  const write = (element: HTMLElement | null | undefined, text: string) => {
    if (element && element.textContent !== text) element.textContent = text
  }
  const showScale = () => {
    const { text, widthPx } = scaleBar(viewportOf(map), scaleMaxPx)
    write(scaleText, text)
    if (bar) bar.style.width = `${Math.round(widthPx)}px`
  }
  const askForTerrain = async () => {
    asked = true
    try {
      terrain = await loadTerrain()
    } catch {
      asked = false // asked again when the pointer moves on
    }
  }
  const show = ({ latlng }: L.LeafletMouseEvent) => {
    if (!asked) void askForTerrain()
    const point = latlng.wrap()
    write(reference, mgrsReference(point.lat, point.lng) ?? '—')
    const known = terrain?.covers({ latitudeDeg: point.lat, longitudeDeg: point.lng }) ?? false
    const height = known && terrain ? Math.round(terrain.heightM(point.lat, point.lng)) : null
    write(elevation, `ground ${height === null ? '—' : height} m`)
  }
  const hide = () => {
    write(reference, '')
    write(elevation, '')
  }
  const handlers = { mousemove: show, mouseout: hide, moveend: showScale, zoomend: showScale, resize: showScale }
  map.on(handlers)
  showScale()
  return () => void map.off(handlers)
}
