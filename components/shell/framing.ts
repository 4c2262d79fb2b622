import type { DroneTrack } from '../../lib/feed/feed.ts'
import { countryBounds } from '../../lib/map/base-map.ts'
import { cornersOf, type Frame, fitView, isShown } from '../../lib/map/fit-view.ts'
import type { GeoPoint } from '../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { readingFlag } from '../../schema/telemetry.ts'
import { zoomRange } from '../map/map-view.ts'
import { mapInsets } from './map-insets.ts'
import { openPanels, type PanelSpec } from './panel-layout.ts'
import type { Screen } from './screen.ts'
import { type SizeClass, wallScaleOf } from './size-class.ts'
import type { ViewState } from './view-state.ts'

/** Nothing is brought into view closer than this: its surroundings say where it is. */
const closestZoom = 9
const doubtful = readingFlag.nullIsland | readingFlag.implausible

/** The map's area in this window, in pixels of the map. */
export function frameOf(panels: readonly PanelSpec[], view: ViewState, size: SizeClass): Frame {
  const { innerWidth, innerHeight } = window
  const scale = size === 'wall' ? wallScaleOf(innerWidth, innerHeight) : 1
  const isReplay = view.time.kind === 'replay'
  const insets = mapInsets(panels, openPanels(panels, view, size), size, innerHeight / scale, isReplay)
  return { widthPx: innerWidth / scale, heightPx: innerHeight / scale, insets }
}

/** The view that shows every drone whose position is not doubted, else the country. */
export function fleetView(drones: Iterable<DroneTrack>, frame: Frame) {
  return placeOf(positionsOf(drones), frame) ?? placeOf(cornersOf(countryBounds), frame)
}

/** Shows the whole fleet, or the country while no drone has reported. */
export function showFleet(screen: Screen, size: SizeClass): void {
  const place = fleetView(screen.feed.picture.drones.values(), frameOf(screen.panels(), screen.view.get(), size))
  if (place) screen.view.change({ ...place, fitted: true, follow: false })
}

/** False when one of these drones stands where the map or a panel hides it. */
export function showsAll(screen: Screen, drones: readonly DroneTrack[], size: SizeClass): boolean {
  const view = screen.view.get()
  const frame = frameOf(screen.panels(), view, size)
  return drones.every((drone) => isShown(drone, view, frame))
}

/** Shows a convoy's drones, those that report if any do. */
export function showConvoy(screen: Screen, convoyId: ConvoyId, size: SizeClass, change: Partial<ViewState> = {}): void {
  const drones = screen.feed.picture.convoys.get(convoyId)?.drones ?? []
  const reporting = drones.filter((drone) => drone.freshness === 'live' || drone.freshness === 'late')
  const points = positionsOf(reporting.length > 0 ? reporting : drones)
  const place = placeOf(points, frameOf(screen.panels(), screen.view.get(), size))
  if (place) screen.view.change({ ...place, ...change })
}

/** Brings a place to the middle of the free space, no further away than `leastZoom`; leaves the map where it is if it shows it already. */
export function showPoint(screen: Screen, point: GeoPoint, size: SizeClass, leastZoom: number = closestZoom): void {
  const view = screen.view.get()
  const frame = frameOf(screen.panels(), view, size)
  if (view.zoom >= leastZoom && isShown(point, view, frame)) return
  const zoom = Math.max(view.zoom, leastZoom)
  const place = fitView([point], frame, { minZoom: zoom, maxZoom: zoom, zoomStep: zoomRange.step })
  if (place) screen.view.change(place)
}

/** Brings a drone into view if it has ever reported. */
export function showDrone(screen: Screen, droneId: DroneId, size: SizeClass): void {
  const track = screen.feed.picture.drones.get(droneId)
  if (track?.hasReading) showPoint(screen, track, size)
}

/** Whether it has a position worth showing. */
export const isPlaced = ({ hasReading, flags }: DroneTrack) => hasReading && (flags & doubtful) === 0
const positionsOf = (drones: Iterable<DroneTrack>): GeoPoint[] => [...drones].filter(isPlaced)
const placeOf = (points: readonly GeoPoint[], frame: Frame) =>
  fitView(points, frame, { minZoom: zoomRange.min, maxZoom: closestZoom, zoomStep: zoomRange.step })
