import type L from 'leaflet'
import type { FleetPicture } from '../../lib/feed/feed.ts'
import { statesKey } from '../../lib/feed/judge-picture.ts'
import type { TrackHistory } from '../../lib/feed/track-history.ts'
import { palettes } from '../../lib/looks/palette.ts'
import type { BaseMap } from '../../lib/map/base-map.ts'
import { type ConvoyGroup, groupConvoys } from '../../lib/map/convoy-groups.ts'
import { createFleetArrays, type FleetArrays } from '../../lib/map/fleet-arrays.ts'
import { nextFrameInMs } from '../../lib/map/frame-pace.ts'
import { createHandoverWatch } from '../../lib/map/handovers.ts'
import type { Viewport } from '../../lib/map/mercator.ts'
import { createTrailStore, type TrailStore } from '../../lib/map/trail-store.ts'
import { wantedTrails } from '../../lib/map/wanted-trails.ts'
import type { World } from '../../lib/map/world.ts'
import type { DroneId } from '../../schema/ids.ts'
import { createAreaLayer } from './layers/area-layer.ts'
import { areaNames } from './layers/area-names.ts'
import { createDartLayer } from './layers/dart-layer.ts'
import { createGroundLayer } from './layers/ground-layer.ts'
import { createMarkLayer } from './layers/mark-layer.ts'
import { dartZoom, type PlacedWord, symbolZoom } from './layers/marks.ts'
import { createNameLayer } from './layers/name-layer.ts'
import { createTrailLayer } from './layers/trail-layer.ts'
import type { TacticalMapProps } from './map-view.ts'
import { createObstacles } from './obstacles.ts'
import { scaleOf, viewportOf } from './surface.ts'

export type SceneProps = Pick<
  TacticalMapProps,
  'feed' | 'cursor' | 'roster' | 'view' | 'theme' | 'tileUrl' | 'insets' | 'scale'
>

/** All layers of the map and the loop that draws them. */
export interface Scene {
  readonly fleet: FleetArrays
  readonly groups: readonly ConvoyGroup[]
  /** Of the picture drawn last. */
  readonly pictureVersion: number
  /** Every text on the map, in the latest frame. */
  readonly words: readonly PlacedWord[]
  /** The whole track of a drone long silent, as it is drawn. */
  readonly wholeTrack: TrailStore['fullTrack']
  update(props: SceneProps): void
  setBase(base: BaseMap): void
  setWorld(world: World): void
  hover(droneId: DroneId | null): void
  /** Draws a frame now. */
  draw(): void
  /** Calls after every drawn frame with what it took on the main thread, until the returned function is called. */
  listen(listener: DrawListener): () => void
  /** Fonts have come: what was measured before is wrong. */
  forgetWidths(): void
  destroy(): void
}

export type DrawListener = (tookMs: number, view: Viewport) => void

/** Whether the map looks the same with both. Where it stands the map itself says. */
function isSameLook(a: SceneProps, b: SceneProps): boolean {
  const isSame = (['feed', 'cursor', 'roster', 'theme', 'tileUrl', 'scale'] as const).every(
    (name) => a[name] === b[name],
  )
  return isSame && lookOf(a) === lookOf(b)
}
function lookOf({ insets, view: { center: _, zoom: __, ...view } }: SceneProps): string {
  return JSON.stringify([insets, view])
}

const isSeeking = ({ link }: FleetPicture) => link.state === 'seeking'

const groupReachPx = 56
/** Symbols reach beyond their place: a drone just off the screen is drawn. */
const visibleMarginPx = 24

export function createScene(map: L.Map, first: SceneProps, history: TrackHistory): Scene {
  let props = first
  let base: BaseMap | null = null
  let world: World | null = null
  let hoveredId: DroneId | null = null
  let groups: ConvoyGroup[] = []
  let groupedFor = ''
  let frame = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let drawnStates = ''
  let drawnVersion = -1
  let zooming = false
  const listeners = new Set<DrawListener>()

  const fleet = createFleetArrays()
  const handovers = createHandoverWatch()
  const obstacles = createObstacles(map.getContainer())
  const ground = createGroundLayer(map)
  const names = createNameLayer(map)
  const areas = createAreaLayer(map)
  const trailLayer = createTrailLayer(map)
  const marks = createMarkLayer(map)
  const darts = createDartLayer(map)
  marks.between(darts.canvas)
  const trails = createTrailStore(history, () => {
    trailLayer.invalidate()
    request()
  })

  const request = () => {
    if (frame === 0) frame = requestAnimationFrame(() => draw())
  }

  /** While the map zooms, the browser scales what is drawn: it is drawn again at the end. */
  const draw = () => {
    frame = 0
    if (!zooming) paint()
  }

  const paint = () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    frame = 0
    const startedMs = performance.now()
    const { feed, cursor, roster, view: mapView, theme = 'dark', tileUrl } = props
    const palette = palettes[theme]
    const nowMs = cursor.nowMs()
    const view = viewportOf(map)
    if (view.widthPx === 0 || view.heightPx === 0) return
    const { picture } = feed
    drawnVersion = picture.version
    fleet.project(view, nowMs, visibleMarginPx)
    regroup(picture, view)
    const { layers, selectedDroneId, selectedConvoyId } = mapView
    ground.sync({ view, base, world, tiled: Boolean(tileUrl), palette, roads: layers.roads })
    areas.sync({ view, roster, palette, selectedConvoyId, aor: layers.aor, grid: layers.grid })
    const { placementVersion } = fleet
    trailLayer.sync({
      view,
      store: trails,
      picture,
      nowMs,
      palette,
      selectedDroneId,
      shown: layers.trails,
      placementVersion,
    })
    darts.sync({ view, fleet, palette, shown: view.zoom >= dartZoom && view.zoom < symbolZoom })
    const shared = { view, mapView, roster, picture, fleet, palette, nowMs, hoveredId }
    const taken = marks.sync({ ...shared, handovers: handovers.current }, groups, obstacles.boxes(view, scaleOf(map)))
    const named = layers.aor ? areaNames(roster, view, selectedConvoyId) : []
    const squares = [...areas.squares, ...ground.degrees]
    names.sync({ view, base, palette, shown: layers.labels, taken, areas: named, squares })
    const tookMs = performance.now() - startedMs
    for (const listener of listeners) listener(tookMs, view)
    timer = setTimeout(request, nextFrameInMs(fleet.fastestPxPerMs, fleet.movedPx))
  }

  const regroup = (picture: FleetPicture, view: Viewport) => {
    const wanted = `${view.zoom} ${picture.version} ${fleet.count}`
    if (wanted === groupedFor) return
    groupedFor = wanted
    groups = view.zoom < dartZoom ? groupConvoys(picture, fleet, view.scale, groupReachPx) : []
    const { layers, selectedDroneId, selectedConvoyId } = props.view
    trails.setWanted(layers.trails ? wantedTrails(fleet, view, selectedDroneId, selectedConvoyId) : [], picture.nowMs)
    trails.setWantedFullTrack(selectedDroneId, picture)
  }

  const hold = (picture: FleetPicture) => {
    fleet.sync(picture)
    handovers.sync(picture)
    trails.sync(picture)
  }
  /**
   * Draws a delivery now if a drone has moved as far as can be seen; otherwise with the next tick. A changed state is drawn even while
   * the map zooms: map and panels say the same in every painted frame. What was shown before a seek stays until the frames are here:
   * drawing it again would only keep them waiting.
   */
  const take = (picture: FleetPicture) => {
    hold(picture)
    if (isSeeking(picture)) return
    const states = statesKey(picture)
    const isChanged = states !== drawnStates
    drawnStates = states
    if (isChanged) paint()
    else if (!zooming && fleet.project(viewportOf(map), props.cursor.nowMs(), visibleMarginPx)) draw()
  }
  /** The first frame shows the picture that the feed already has: the next delivery may be a second away. */
  const follow = ({ feed, cursor }: SceneProps) => {
    hold(feed.picture)
    const stopPictures = feed.onPicture(take)
    // The panels draw with the tick too: together they cost one frame of the browser.
    const stopTicks = cursor.fast.subscribe(() => {
      const { picture } = props.feed
      if (picture.version !== drawnVersion && !isSeeking(picture)) request()
    })
    return () => {
      stopPictures()
      stopTicks()
    }
  }

  const startZoom = () => {
    zooming = true
  }
  const endZoom = () => {
    zooming = false
    draw()
  }
  map.on('zoomanim', startZoom).on('zoomend', endZoom).on('move resize', request)
  let stopFollowing = follow(first)
  request()

  const scene: Scene = {
    fleet,
    get groups() {
      return groups
    },
    get pictureVersion() {
      return drawnVersion
    },
    get words() {
      return [...marks.words, ...names.words]
    },
    get wholeTrack() {
      return trails.fullTrack
    },
    update(next) {
      if (next.feed !== props.feed || next.cursor !== props.cursor) {
        stopFollowing()
        stopFollowing = follow(next)
      }
      const before = props
      props = next
      obstacles.forget()
      // The names of a sought instant are drawn with its frames.
      const { roster } = isSeeking(next.feed.picture) ? before : next
      if (next.roster !== before.roster) groupedFor = ''
      if (isSameLook({ ...next, roster }, before)) return
      groupedFor = ''
      request()
    },
    setBase(loaded) {
      base = loaded
      request()
    },
    setWorld(loaded) {
      world = loaded
      request()
    },
    hover(droneId) {
      if (droneId === hoveredId) return
      hoveredId = droneId
      request()
    },
    draw,
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    forgetWidths() {
      names.forgetWidths()
      marks.forgetWidths()
      request()
    },
    destroy() {
      stopFollowing()
      cancelAnimationFrame(frame)
      clearTimeout(timer)
      map.off('zoomanim', startZoom).off('zoomend', endZoom).off('move resize', request)
      trails.close()
      for (const layer of [ground, names, areas, trailLayer, darts, marks]) layer.destroy()
    },
  }
  return scene
}
