import type L from 'leaflet'
import { DomUtil, point } from 'leaflet'
import { geodesicPoints, rangeAndBearing } from '../../../lib/geo/range-bearing.ts'
import type { GeoPoint } from '../../../schema/convoys.ts'
import type { TacticalMapProps } from '../map-view.ts'
import { droneAt } from '../pointer.ts'
import type { Scene } from '../scene.ts'
import { viewportOf } from '../surface.ts'
import { createTooltip } from '../tooltip.ts'
import { createLineLayer } from './line-layer.ts'
import { type MeasureEnd, measureWords } from './measure-words.ts'

/**
 * Range and bearing between two points: a click sets the start, the next one the end, one more begins again; Enter sets them
 * at the middle of the map. On a drone an end stays with it as it moves. `pointerNow` is in the map's pixels, null elsewhere.
 * Told of every change of props by `apply`.
 */
export function attachMeasure(
  map: L.Map,
  scene: Scene,
  propsNow: () => TacticalMapProps,
  pointerNow: () => L.Point | null,
) {
  const container = map.getContainer()
  const layer = createLineLayer(map)
  const box = createTooltip(container)
  const status = DomUtil.create('div', 'sr-only', container)
  status.setAttribute('role', 'status')
  let isOn = false
  let start: MeasureEnd | null = null
  let end: MeasureEnd | null = null
  /** Where the pointer is, or the middle of the map once the keyboard moves it; null: neither. */
  let hover: MeasureEnd | null = null

  const endAt = (spot: L.Point): MeasureEnd => {
    const track = droneAt(scene, map.getZoom(), spot)
    return { point: pointOf(map.containerPointToLatLng(spot)), droneId: track?.droneId ?? null }
  }
  /** Where an end is now: a drone has moved on. */
  const placed = (given: MeasureEnd): MeasureEnd => {
    const { fleet } = scene
    const i = given.droneId === null ? -1 : fleet.indexOf(given.droneId)
    if (i < 0) return given
    const spot = point(fleet.screenX[i] as number, fleet.screenY[i] as number)
    return { ...given, point: pointOf(map.containerPointToLatLng(spot)) }
  }
  const middle = () => map.getSize().divideBy(2)

  const paint = () => {
    if (!isOn) return
    const from = start && placed(start)
    const to = from && (end ?? hover) && placed((end ?? hover) as MeasureEnd)
    const view = viewportOf(map)
    const line = from && to ? geodesicPoints(from.point, to.point, lineParts) : []
    layer.draw(view, { line, ends: [from, to ?? hover], theme: propsNow().theme ?? 'dark' })
    const beside = to ?? from ?? hover
    if (!beside) return box.hide()
    const measured = from && to ? rangeAndBearing(from.point, to.point) : null
    const lines = measureWords({ from, to, measured, isSet: end !== null }, propsNow())
    box.show(within(map, map.latLngToContainerPoint([beside.point.latitudeDeg, beside.point.longitudeDeg])), lines)
  }

  const set = (next: MeasureEnd) => {
    if (!start || end) [start, end] = [next, null]
    else end = next
    paint()
    if (!end) announce('Start set. Set the end.')
    else {
      const [from, to] = [placed(start), placed(end)]
      const measured = rangeAndBearing(from.point, to.point)
      announce(measureWords({ from, to, measured, isSet: true }, propsNow()).join(', '))
    }
  }
  const announce = (words: string) => {
    status.textContent = words
  }
  const hoverAt = (spot: L.Point | null) => {
    hover = spot && endAt(spot)
    paint()
  }

  const handlers: L.LeafletEventHandlerFnMap = {
    mousemove: ({ containerPoint }) => hoverAt(containerPoint),
    mouseout: () => hoverAt(null),
    click: ({ containerPoint, originalEvent }) => {
      if (originalEvent.detail < 2) set(endAt(containerPoint))
    },
  }
  const keyDown = (event: KeyboardEvent) => {
    if (event.target !== container) return
    if (event.key === 'Enter') set(endAt(middle()))
    else if (event.key.startsWith('Arrow')) map.once('moveend', () => hoverAt(middle()))
  }
  const turn = (on: boolean) => {
    if (on === isOn) return
    isOn = on
    container.style.cursor = on ? 'crosshair' : ''
    start = end = hover = null
    if (on) {
      map.on(handlers)
      container.addEventListener('keydown', keyDown)
      announce('Measuring. Click the start, or press Enter on the map for its middle.')
      hoverAt(pointerNow())
    } else {
      map.off(handlers)
      container.removeEventListener('keydown', keyDown)
      layer.clear()
      box.hide()
      announce('')
    }
  }
  const stopListening = scene.listen(paint)
  return {
    apply: ({ measuring = false, kiosk = false }: TacticalMapProps) => turn(measuring && !kiosk),
    destroy() {
      stopListening()
      turn(false)
      layer.destroy()
      box.destroy()
      status.remove()
    },
  }
}

const lineParts = 48
const edgePx = 8

const pointOf = ({ lat, lng }: L.LatLng): GeoPoint => ({ latitudeDeg: lat, longitudeDeg: lng })

/** The nearest point in view: what is measured stays readable when its end has left the screen. */
function within(map: L.Map, { x, y }: L.Point): L.Point {
  const size = map.getSize()
  return point(clamp(x, edgePx, size.x - edgePx), clamp(y, edgePx, size.y - edgePx))
}
const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value))
