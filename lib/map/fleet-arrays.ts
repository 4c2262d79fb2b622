import type { DroneId } from '../../schema/ids.ts'
import type { DroneTrack, FleetPicture, Freshness } from '../feed/feed.ts'
import { isSameView, metersPerWorldPx, type Viewport, worldXOf, worldYOf } from './mercator.ts'

/** Headings are drawn in steps; the last code means unknown. */
export const headingSteps = 32
export const headingUnknown = headingSteps

export const droneState = { hidden: 0, live: 1, late: 2, lost: 3, unknown: 4 } as const
const stateOf: Record<Freshness, number> = { ...droneState, silent: droneState.hidden }
export const droneMark = { none: 0, leader: 1, rival: 2 } as const

/**
 * The fleet as typed arrays, one index per drone, so that a frame of ten thousand drones allocates nothing. `state` is as of the last
 * `sync`, as in every panel; `screenX`, `screenY` and `visible` (the indices of visible drones) are as of the last `project`.
 */
export interface FleetArrays {
  readonly count: number
  readonly tracks: readonly DroneTrack[]
  readonly worldX: Float64Array
  readonly worldY: Float64Array
  /** World pixels per millisecond. */
  readonly velocityX: Float64Array
  readonly velocityY: Float64Array
  readonly heading: Uint8Array
  readonly mark: Uint8Array
  readonly screenX: Float32Array
  readonly screenY: Float32Array
  readonly state: Uint8Array
  readonly visible: Int32Array
  readonly visibleCount: number
  /** Speed of the fastest drone in view, in screen pixels per millisecond: it sets the frame rate. */
  readonly fastestPxPerMs: number
  /** Incremented whenever `screenX` and `screenY` are updated, and when a visible drone looks different. */
  readonly placementVersion: number
  /** How far drones have moved since `screenX` and `screenY` were last updated; at most `minVisibleMovePx`. */
  readonly movedPx: number
  indexOf(droneId: DroneId): number
  /** Applies the changes of a picture. */
  sync(picture: FleetPicture): void
  /**
   * Updates screen positions to `nowMs`, by dead reckoning from the last reading for at most the drone's reporting interval. Drones
   * within `marginPx` of the screen count as visible. While the same drones are visible in the same view, look the same, and none
   * has moved by more than `minVisibleMovePx`, positions are not updated: there is nothing to redraw. Returns false then.
   */
  project(view: Viewport, nowMs: number, marginPx: number): boolean
}

/** Smaller moves are not visible: symbols are drawn at whole pixels. */
const minVisibleMovePx = 0.5

export function createFleetArrays(): FleetArrays {
  const indices = new Map<DroneId, number>()
  let columns = allocate(256)
  /** The view of `screenX` and `screenY`; null when drones were added or removed since. */
  let projectedTo: Viewport | null = null

  const fleet = {
    count: 0,
    tracks: [] as DroneTrack[],
    visibleCount: 0,
    fastestPxPerMs: 0,
    placementVersion: 0,
    movedPx: 0,
    ...columns,
    indexOf: (droneId: DroneId) => indices.get(droneId) ?? -1,

    sync(picture: FleetPicture) {
      for (const droneId of picture.changed) {
        const track = picture.drones.get(droneId)
        if (track) write(indices.get(droneId) ?? add(track), track)
      }
      if (fleet.count !== picture.drones.size) {
        clear() // drones were removed, or the feed was replaced
        for (const track of picture.drones.values()) write(add(track), track)
      }
      for (let i = 0; i < fleet.count; i++) {
        const { hasReading, freshness } = fleet.tracks[i] as DroneTrack
        fleet.state[i] = hasReading ? stateOf[freshness] : droneState.hidden
      }
      fleet.mark.fill(droneMark.none, 0, fleet.count)
      for (const { leadership } of picture.convoys.values()) {
        if (leadership.leaderId) setMark(leadership.leaderId, droneMark.leader)
        if (leadership.rivalId) setMark(leadership.rivalId, droneMark.rival)
      }
    },

    project(view: Viewport, nowMs: number, marginPx: number) {
      const { worldX, worldY, velocityX, velocityY, recordedAtMs, intervalMs } = columns
      const { screenX, screenY, nextX, nextY, state, mark, heading, look, visible } = columns
      const right = view.widthPx + marginPx
      const bottom = view.heightPx + marginPx
      let isSteady = projectedTo !== null && isSameView(projectedTo, view)
      let seen = 0
      let fastest = 0
      let moved = 0
      for (let i = 0; i < fleet.count; i++) {
        const ageMs = nowMs - (recordedAtMs[i] as number)
        const aheadMs = Math.max(0, Math.min(ageMs, intervalMs[i] as number))
        const dx = velocityX[i] as number
        const dy = velocityY[i] as number
        const x = ((worldX[i] as number) + dx * aheadMs) * view.scale - view.leftPx
        const y = ((worldY[i] as number) + dy * aheadMs) * view.scale - view.topPx
        nextX[i] = x
        nextY[i] = y
        if (state[i] === droneState.hidden) continue
        moved = Math.max(moved, Math.abs(x - (screenX[i] as number)), Math.abs(y - (screenY[i] as number)))
        if (x < -marginPx || y < -marginPx || x > right || y > bottom) continue
        if (visible[seen] !== i) isSteady = false
        visible[seen++] = i
        const looksNow = ((state[i] as number) << 16) | ((mark[i] as number) << 8) | (heading[i] as number)
        if (look[i] !== looksNow) isSteady = false
        look[i] = looksNow
        if (aheadMs === ageMs) fastest = Math.max(fastest, Math.abs(dx), Math.abs(dy))
      }
      fleet.fastestPxPerMs = fastest * view.scale
      isSteady &&= moved <= minVisibleMovePx && seen === fleet.visibleCount
      fleet.visibleCount = seen
      fleet.movedPx = isSteady ? moved : 0
      if (isSteady) return false
      projectedTo = view
      fleet.placementVersion++
      screenX.set(nextX)
      screenY.set(nextY)
      return true
    },
  }

  const clear = () => {
    indices.clear()
    fleet.tracks.length = 0
    fleet.count = 0
    projectedTo = null
  }
  const add = (track: DroneTrack) => {
    if (fleet.count === columns.worldX.length) {
      columns = doubled(columns)
      Object.assign(fleet, columns)
    }
    projectedTo = null
    indices.set(track.droneId, fleet.count)
    fleet.tracks[fleet.count] = track
    return fleet.count++
  }
  const setMark = (droneId: DroneId, mark: number) => {
    const index = indices.get(droneId)
    if (index !== undefined) fleet.mark[index] = mark
  }
  const write = (i: number, track: DroneTrack) => {
    fleet.tracks[i] = track
    const { headingDeg, speedMps } = track
    const metersPerPx = metersPerWorldPx(track.latitudeDeg)
    const moves = headingDeg !== null && speedMps !== null
    const heading = ((headingDeg ?? 0) * Math.PI) / 180
    const pxPerMs = moves ? speedMps / metersPerPx / 1_000 : 0
    columns.worldX[i] = worldXOf(track.longitudeDeg)
    columns.worldY[i] = worldYOf(track.latitudeDeg)
    columns.velocityX[i] = pxPerMs * Math.sin(heading)
    columns.velocityY[i] = -pxPerMs * Math.cos(heading)
    columns.recordedAtMs[i] = track.recordedAtMs
    columns.intervalMs[i] = track.expectedIntervalMs ?? 0
    columns.heading[i] =
      headingDeg === null ? headingUnknown : Math.round((headingDeg / 360) * headingSteps) % headingSteps
  }
  return fleet
}

type Columns = ReturnType<typeof allocate>

const allocate = (size: number) => ({
  worldX: new Float64Array(size),
  worldY: new Float64Array(size),
  velocityX: new Float64Array(size),
  velocityY: new Float64Array(size),
  recordedAtMs: new Float64Array(size),
  intervalMs: new Float64Array(size),
  heading: new Uint8Array(size),
  mark: new Uint8Array(size),
  /** State, mark and heading as of the last `project`. */
  look: new Int32Array(size),
  screenX: new Float32Array(size),
  screenY: new Float32Array(size),
  nextX: new Float32Array(size),
  nextY: new Float32Array(size),
  state: new Uint8Array(size),
  visible: new Int32Array(size),
})

function doubled(from: Columns): Columns {
  const to = allocate(from.worldX.length * 2)
  for (const name of Object.keys(from) as (keyof Columns)[]) to[name].set(from[name])
  return to
}
