/** What the map shows and what it tells: the contract between the map and the page around it. */

import type { Feed, RosterDrone } from '../../lib/feed/feed.ts'
import type { ThemeName } from '../../lib/looks/palette.ts'
import type { Convoy, GeoPoint } from '../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'

export const mapLayerNames = ['trails', 'links', 'grid', 'labels', 'aor', 'roads'] as const
export type MapLayerName = (typeof mapLayerNames)[number]
export type MapLayers = Record<MapLayerName, boolean>

/** The map's part of the view state; plain values, so that it fits into a URL. */
export interface MapView {
  center: GeoPoint
  /** A multiple of `zoomRange.step`, `zoomRange.min` … `maxZoomOf(tileUrl)`. */
  zoom: number
  selectedDroneId: DroneId | null
  selectedConvoyId: ConvoyId | null
  /** Picked in the table, or by a click with Ctrl or Command held; in the order they were picked. */
  pickedDroneIds: readonly DroneId[]
  /** The map stays centred on the selected drone until it is dragged. */
  follow: boolean
  layers: MapLayers
}

/** The base map ends at `max`: its relief and roads have nothing more to show. Tiles of a deployment go on to `tilesMax`. */
export const zoomRange = { min: 4, max: 12, tilesMax: 16, step: 0.25 } as const

export const maxZoomOf = (tileUrl: string | null | undefined): number => (tileUrl ? zoomRange.tilesMax : zoomRange.max)

export const defaultMapView: MapView = {
  center: { latitudeDeg: 34.1, longitudeDeg: 66.4 },
  zoom: 6,
  selectedDroneId: null,
  selectedConvoyId: null,
  pickedDroneIds: [],
  follow: false,
  layers: { trails: true, links: true, grid: false, labels: true, aor: true, roads: true },
}

/** Names and areas that frames leave out. A new object after every change. */
export interface MapRoster {
  drones: ReadonlyMap<DroneId, RosterDrone>
  convoys: ReadonlyMap<ConvoyId, Pick<Convoy, 'convoyId' | 'callsign' | 'aor'>>
}

/** What floats over the map's edges, in pixels: scale bar and readouts keep off it, follow centres in what is left. */
export interface MapInsets {
  topPx: number
  rightPx: number
  bottomPx: number
  leftPx: number
}

export interface TacticalMapProps {
  feed: Feed
  /** The instant that is drawn. With each tick of `fast` new numbers are drawn. */
  cursor: { nowMs(): number; fast: { subscribe(listener: () => void): () => void } }
  roster: MapRoster
  view: MapView
  /**
   * What a person did on the map: only the fields that changed. Centre and zoom come once the map rests, at most twice a
   * second. A click on nothing lets the drone go and keeps the convoy; a double click follows; a drag ends following.
   */
  onViewChange(change: Partial<MapView>): void
  /** The map has drawn its first frame. */
  onDrawn?(): void
  /** The button that brings every drone into view; absent: no button. */
  onShowFleet?(): void
  /** Clicks measure range and bearing instead of selecting. */
  measuring?: boolean
  /** The button that turns measuring on and off; absent: no button. */
  onMeasure?(): void
  insets?: MapInsets
  theme?: ThemeName
  /** XYZ tiles shown instead of the relief, as `https://host/{z}/{x}/{y}.png`. */
  tileUrl?: string | null
  /** Leaves out buttons and the readout under the cursor. */
  kiosk?: boolean
  /** How many times larger marks and words are drawn, for a screen read from afar. `insets` are in pixels of the map: screen pixels divided by it. */
  scale?: number
}
