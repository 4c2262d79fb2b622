import type L from 'leaflet'
import { latLng } from 'leaflet'
import type { Viewport } from '../../lib/map/mercator.ts'
import type { MapInsets, MapView, TacticalMapProps } from './map-view.ts'
import type { Scene } from './scene.ts'

const reportEveryMs = 500
/** Nearer than this in map pixels is the same centre: the map stands at whole pixels, the address rounds. */
const samePx = 1.5

/** Keeps the map at the view it is given, tells where a person moved it, and follows the selected drone. */
export function attachCamera(map: L.Map, scene: Scene, propsNow: () => TacticalMapProps) {
  let reported = { center: map.getCenter(), zoom: map.getZoom() }
  let timer: ReturnType<typeof setTimeout> | undefined
  /** From when a zoom is asked for: Leaflet begins it a frame later, and takes no other view until it has ended. */
  let isZooming = false
  /** Where the map is to go and has not arrived. */
  let wanted: MapView | null = null

  const isNear = (center: L.LatLng, { center: { latitudeDeg, longitudeDeg }, zoom }: MapView) =>
    map.project(center, zoom).distanceTo(map.project([latitudeDeg, longitudeDeg], zoom)) < samePx
  const isAt = (view: MapView) => view.zoom === map.getZoom() && isNear(map.getCenter(), view)

  const report = () => {
    timer = undefined
    // Until it has arrived the map says where it was.
    if (isZooming || wanted) return moved()
    const { view } = propsNow()
    // Where it was sent is not news: a person has not moved it.
    if (isAt(view)) return
    reported = { center: map.getCenter(), zoom: map.getZoom() }
    const { lat, lng } = reported.center
    propsNow().onViewChange({ center: { latitudeDeg: lat, longitudeDeg: lng }, zoom: reported.zoom })
  }
  const moved = () => {
    timer ??= setTimeout(report, reportEveryMs)
  }
  const zooms = () => {
    isZooming = true
  }
  const zoomed = () => {
    isZooming = false
    if (wanted && !isAt(wanted)) go(wanted)
  }
  const arrived = () => {
    if (!isZooming && wanted?.zoom === map.getZoom()) wanted = null
    moved()
  }
  const go = ({ center, zoom }: MapView) => {
    isZooming = zoom !== map.getZoom()
    map.setView([center.latitudeDeg, center.longitudeDeg], zoom, { animate: !prefersStillness() })
  }
  map.on('moveend', arrived).on('zoomstart', zooms).on('zoomend', zoomed)

  const follow = (_tookMs: number, view: Viewport) => {
    const { view: shown, insets } = propsNow()
    const i = shown.follow && shown.selectedDroneId ? scene.fleet.indexOf(shown.selectedDroneId) : -1
    if (i < 0 || isZooming || scene.fleet.state[i] === 0) return
    const target = middleOf(view, insets)
    const dx = Math.round((scene.fleet.screenX[i] as number) - target.x)
    const dy = Math.round((scene.fleet.screenY[i] as number) - target.y)
    if (dx !== 0 || dy !== 0) map.panBy([dx, dy], { animate: false, noMoveStart: true })
  }

  const stopFollowing = scene.listen(follow)

  return {
    /** Goes where the view says unless the map itself said so last. */
    apply(view: MapView) {
      map.options.scrollWheelZoom = view.follow ? 'center' : true
      const isKnown = view.zoom === reported.zoom && isNear(reported.center, view)
      if (isKnown || (!isZooming && !wanted && isAt(view))) return
      reported = { center: latLng(view.center.latitudeDeg, view.center.longitudeDeg), zoom: view.zoom }
      wanted = view
      if (!isZooming) go(view)
    },
    destroy() {
      clearTimeout(timer)
      stopFollowing()
      map.off('moveend', arrived).off('zoomstart', zooms).off('zoomend', zoomed)
    },
  }
}

/** The middle of what the panels leave free. */
const middleOf = (view: Viewport, insets?: MapInsets) => ({
  x: ((insets?.leftPx ?? 0) + view.widthPx - (insets?.rightPx ?? 0)) / 2,
  y: ((insets?.topPx ?? 0) + view.heightPx - (insets?.bottomPx ?? 0)) / 2,
})

export const prefersStillness = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches
