import L from 'leaflet'
import type { Viewport } from '../../lib/map/mercator.ts'
import type { MapInsets, MapView, TacticalMapProps } from './map-view.ts'
import type { Scene } from './scene.ts'

const reportEveryMs = 500
/** Nearer than this in degrees is the same centre: what a URL rounds away. */
const sameDeg = 1e-5

/** Keeps the map at the view it is given, tells where a person moved it, and follows the selected drone. */
export function attachCamera(map: L.Map, scene: Scene, propsNow: () => TacticalMapProps) {
  let reported = { center: map.getCenter(), zoom: map.getZoom() }
  let timer: ReturnType<typeof setTimeout> | undefined
  let isZooming = false
  /** Where to go when the zoom under way has ended: Leaflet takes no other view until then. */
  let asked: MapView | null = null

  const report = () => {
    timer = undefined
    // Until the zoom has ended the map says the old one.
    if (isZooming) return moved()
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
    if (asked) show(asked)
  }
  map.on('moveend', moved).on('zoomstart', zooms).on('zoomend', zoomed)

  const follow = (_tookMs: number, view: Viewport) => {
    const { view: wanted, insets } = propsNow()
    const i = wanted.follow && wanted.selectedDroneId ? scene.fleet.indexOf(wanted.selectedDroneId) : -1
    if (i < 0 || scene.fleet.state[i] === 0) return
    const target = middleOf(view, insets)
    const dx = Math.round((scene.fleet.screenX[i] as number) - target.x)
    const dy = Math.round((scene.fleet.screenY[i] as number) - target.y)
    if (dx !== 0 || dy !== 0) map.panBy([dx, dy], { animate: false, noMoveStart: true })
  }

  const stopFollowing = scene.listen(follow)

  const show = (view: MapView) => {
    const { center, zoom } = view
    reported = { center: L.latLng(center.latitudeDeg, center.longitudeDeg), zoom }
    asked = isZooming ? view : null
    if (!isZooming) map.setView(reported.center, zoom, { animate: !prefersStillness() })
  }

  return {
    /** Goes where the view says unless the map itself said so last. */
    apply(view: MapView) {
      map.options.scrollWheelZoom = view.follow ? 'center' : true
      const { latitudeDeg, longitudeDeg } = view.center
      const near = (center: L.LatLng) =>
        Math.abs(center.lat - latitudeDeg) < sameDeg && Math.abs(center.lng - longitudeDeg) < sameDeg
      const known = view.zoom === reported.zoom && near(reported.center)
      if (known || (view.zoom === map.getZoom() && near(map.getCenter()))) return
      show(view)
    },
    destroy() {
      clearTimeout(timer)
      stopFollowing()
      map.off('moveend', moved).off('zoomstart', zooms).off('zoomend', zoomed)
    },
  }
}

/** The middle of what the panels leave free. */
const middleOf = (view: Viewport, insets?: MapInsets) => ({
  x: ((insets?.leftPx ?? 0) + view.widthPx - (insets?.rightPx ?? 0)) / 2,
  y: ((insets?.topPx ?? 0) + view.heightPx - (insets?.bottomPx ?? 0)) / 2,
})

export const prefersStillness = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches
