import type L from 'leaflet'
import type { DroneTrack } from '../../lib/feed/feed.ts'
import { hitDrone, hitPoint } from '../../lib/map/hit.ts'
import { formatAge } from '../../lib/view/format.ts'
import { freshnessWords } from '../../lib/view/words.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { groupReachPx } from './layers/group-marks.ts'
import { dartZoom, symbolZoom } from './layers/marks.ts'
import type { TacticalMapProps } from './map-view.ts'
import type { Scene } from './scene.ts'
import { viewportOf } from './surface.ts'
import { createTooltip } from './tooltip.ts'

const reachPx = { dart: 12, symbol: 20 }

type Target = { kind: 'drone'; track: DroneTrack } | { kind: 'convoy'; convoyId: ConvoyId } | null

/** The drone drawn at a place of the screen. */
export function droneAt({ fleet }: Scene, zoom: number, { x, y }: L.Point): DroneTrack | null {
  const i = zoom < dartZoom ? -1 : hitDrone(fleet, x, y, zoom < symbolZoom ? reachPx.dart : reachPx.symbol)
  return fleet.tracks[i] ?? null
}

/** What the pointer does: hover names, click selects, double click follows, drag ends following. While it measures it only drags. */
export function attachPointer(map: L.Map, scene: Scene, propsNow: () => TacticalMapProps) {
  const tooltip = createTooltip(map.getContainer())
  /** What the latest click on empty ground let go: a double click there means to zoom. */
  let letGo: Pick<TacticalMapProps['view'], 'selectedDroneId' | 'follow'> | null = null

  const targetAt = (point: L.Point): Target => {
    const zoom = map.getZoom()
    const { groups } = scene
    const track = droneAt(scene, zoom, point)
    if (track) return { kind: 'drone', track }
    if (zoom >= dartZoom) return null
    const view = viewportOf(map)
    const spots = groups.map((group) => ({
      convoyId: group.convoyId,
      xPx: group.worldX * view.scale - view.leftPx,
      yPx: group.worldY * view.scale - view.topPx,
      reachPx: groupReachPx,
    }))
    const spot = hitPoint(spots, point.x, point.y)
    return spot && { kind: 'convoy', convoyId: spot.convoyId }
  }

  const isMeasuring = () => Boolean(propsNow().measuring)
  const move = (event: L.LeafletMouseEvent) => {
    if (isMeasuring()) return leave()
    const target = targetAt(event.containerPoint)
    scene.hover(target?.kind === 'drone' ? target.track.droneId : null)
    map.getContainer().style.cursor = target ? 'pointer' : ''
    if (target) tooltip.show(event.containerPoint, words(target, propsNow()))
    else tooltip.hide()
  }
  const leave = () => {
    scene.hover(null)
    tooltip.hide()
  }
  const click = (event: L.LeafletMouseEvent) => {
    if (isMeasuring()) return
    const { onViewChange, view } = propsNow()
    const target = targetAt(event.containerPoint)
    if (target?.kind === 'drone') {
      const { droneId, convoyId } = target.track
      const { ctrlKey, metaKey } = event.originalEvent
      if (ctrlKey || metaKey) onViewChange({ pickedDroneIds: toggled(view.pickedDroneIds, droneId) })
      else
        onViewChange({
          selectedDroneId: droneId,
          selectedConvoyId: convoyId,
          ...(droneId !== view.selectedDroneId && { follow: false }),
        })
    } else if (target) onViewChange({ selectedConvoyId: target.convoyId, selectedDroneId: null, follow: false })
    else if (event.originalEvent.detail < 2) {
      letGo = { selectedDroneId: view.selectedDroneId, follow: view.follow }
      if (view.selectedDroneId) onViewChange({ selectedDroneId: null, follow: false })
    }
  }
  const doubleClick = (event: L.LeafletMouseEvent) => {
    if (isMeasuring()) return
    const { onViewChange } = propsNow()
    const target = targetAt(event.containerPoint)
    if (target?.kind === 'drone')
      onViewChange({ selectedDroneId: target.track.droneId, selectedConvoyId: target.track.convoyId, follow: true })
    else {
      if (letGo?.selectedDroneId) onViewChange(letGo)
      map.setZoomAround(event.containerPoint, map.getZoom() + (event.originalEvent.shiftKey ? -1 : target ? 2 : 1))
    }
  }
  const drag = () => {
    tooltip.hide()
    if (propsNow().view.follow) propsNow().onViewChange({ follow: false })
  }

  const handlers = { mousemove: move, mouseout: leave, click, dblclick: doubleClick, dragstart: drag, zoomstart: leave }
  map.on(handlers)
  return () => {
    map.off(handlers)
    tooltip.destroy()
  }
}

const toggled = (droneIds: readonly DroneId[], droneId: DroneId) =>
  droneIds.includes(droneId) ? droneIds.filter((id) => id !== droneId) : [...droneIds, droneId]

function words(target: NonNullable<Target>, { roster, cursor }: TacticalMapProps): string[] {
  if (target.kind === 'convoy') return [roster.convoys.get(target.convoyId)?.callsign ?? 'Convoy not in the roster']
  const { track } = target
  const nowMs = cursor.nowMs()
  const callsign = roster.drones.get(track.droneId)?.callsign ?? track.droneId
  const convoy = roster.convoys.get(track.convoyId)?.callsign
  const { word } = freshnessWords[track.freshness]
  return [convoy ? `${callsign} · ${convoy}` : callsign, `${word} · ${formatAge(nowMs - track.recordedAtMs)} ago`]
}
