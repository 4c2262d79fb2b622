import type { DroneId } from '../../schema/ids.ts'
import { isDoubtfulPosition } from '../../schema/telemetry.ts'
import { type SetTimer, setTimer } from '../async/set-timer.ts'
import type { FleetPicture } from '../feed/feed.ts'
import type { TrackHistory } from '../feed/track-history.ts'
import { createTrailRing, type TrailRing } from '../ring/trail-ring.ts'
import { worldXOf, worldYOf } from './mercator.ts'
import { trackLines, trailPoints } from './track-lines.ts'

export const trailMs = 600_000
const ringPoints = 256
const spacingMs = trailMs / 200
const maxConcurrentLoads = 4
/** Delay before a failed history is requested again. */
const retryMs = 15_000
/** After a jump of the time cursor nothing is loaded for so long: the frames of where it is come first, and it may go on. */
const restMs = 500

export interface TrailStore {
  /** Sets the trails to keep: other trails are dropped, new ones are loaded from history. */
  setWanted(droneIds: Iterable<DroneId>, nowMs: number): void
  /** Sets the drone whose full stored track is loaded, if it is lost and its latest reading is older than a trail; null: none. */
  setWantedFullTrack(droneId: DroneId | null, picture: FleetPicture): void
  /** Appends new positions to the trails; after a jump of the time cursor they begin again. */
  sync(picture: FleetPicture): void
  trails(): IterableIterator<[DroneId, TrailRing]>
  /** Number of trails. */
  readonly size: number
  has(droneId: DroneId): boolean
  /** The full track, in world pixels x, y, …, broken where positions are doubtful; null until loaded. */
  readonly fullTrack: { droneId: DroneId; lines: Float64Array[] } | null
  close(): void
}

/**
 * Trails of the last ten minutes: stored positions are loaded a few drones at a time, live ones appended. Calls `onLoaded` when
 * stored positions have been loaded. After a jump of the time cursor loading rests for half a second.
 */
export function createTrailStore(
  history: TrackHistory,
  onLoaded: () => void,
  startTimer: SetTimer = setTimer,
): TrailStore {
  const rings = new Map<DroneId, TrailRing>()
  const queue = new Set<DroneId>()
  const failedAtMs = new Map<DroneId, number>()
  const closing = new AbortController()
  let loading = 0
  let fullTrackOf: DroneId | null = null
  /** When its load failed; null: it has not. */
  let fullTrackFailedAtMs: number | null = null
  let fullTrack: TrailStore['fullTrack'] = null
  /** Drones whose latest position is doubtful: their trail continues after a gap. */
  const interrupted = new Set<DroneId>()
  let clockMs = 0
  let jumps: number | null = null
  /** Null unless a jump was just now. */
  let stopResting: (() => void) | null = null

  const rest = () => {
    stopResting?.()
    stopResting = startTimer(() => {
      stopResting = null
      loadNext()
    }, restMs)
  }
  const loadNext = () => {
    if (stopResting) return
    for (const droneId of queue) {
      if (loading >= maxConcurrentLoads || closing.signal.aborted) return
      queue.delete(droneId)
      loading++
      void load(droneId).finally(() => {
        loading--
        loadNext()
      })
    }
  }
  const load = async (droneId: DroneId) => {
    const ring = rings.get(droneId)
    try {
      const points = await history.between(droneId, clockMs - trailMs, clockMs, closing.signal)
      // After a jump of the time cursor it is another ring, of another time.
      if (ring === undefined || rings.get(droneId) !== ring) return
      failedAtMs.delete(droneId)
      ring.prepend(trailPoints(points))
      onLoaded()
    } catch {
      if (rings.get(droneId) === ring) failedAtMs.set(droneId, clockMs) // retried silently: the link badge shows the state of the server
    }
  }
  const loadFullTrack = async (droneId: DroneId, nowMs: number) => {
    fullTrackFailedAtMs = null
    try {
      const points = await history.whole(droneId, closing.signal)
      if (fullTrackOf !== droneId) return
      fullTrack = { droneId, lines: trackLines(trailPoints(points)) }
      onLoaded()
    } catch {
      if (fullTrackOf === droneId) fullTrackFailedAtMs = nowMs
    }
  }

  const forget = (droneId: DroneId) => {
    rings.delete(droneId)
    interrupted.delete(droneId)
    queue.delete(droneId)
    failedAtMs.delete(droneId)
  }

  return {
    setWanted(droneIds, nowMs) {
      clockMs = nowMs
      const wanted = new Set(droneIds)
      for (const droneId of rings.keys()) if (!wanted.has(droneId)) forget(droneId)
      for (const droneId of wanted) {
        const failed = failedAtMs.get(droneId)
        const again = failed !== undefined && nowMs - failed > retryMs
        if (rings.has(droneId) && !again) continue
        if (!rings.has(droneId)) rings.set(droneId, createTrailRing(ringPoints, spacingMs))
        failedAtMs.delete(droneId)
        queue.add(droneId)
      }
      loadNext()
    },
    setWantedFullTrack(droneId, picture) {
      const track = droneId && picture.drones.get(droneId)
      const isLost = track?.freshness === 'lost' || (track?.freshness === 'unknown' && fullTrackOf === droneId)
      const old = track && isLost && picture.nowMs - track.recordedAtMs > trailMs
      const wanted = old ? droneId : null
      const again = fullTrackFailedAtMs !== null && picture.nowMs - fullTrackFailedAtMs > retryMs
      if (wanted === fullTrackOf && !again) return
      fullTrackOf = wanted
      fullTrack = null
      if (wanted) void loadFullTrack(wanted, picture.nowMs)
    },
    sync(picture) {
      if (jumps !== null && jumps !== picture.jumps) {
        for (const droneId of [...rings.keys()]) forget(droneId)
        rest()
      }
      jumps = picture.jumps
      for (const droneId of picture.changed) {
        const ring = rings.get(droneId)
        const track = ring && picture.drones.get(droneId)
        if (!ring || !track?.hasReading) continue
        if (isDoubtfulPosition(track.flags)) {
          interrupted.add(droneId)
          continue
        }
        const isAfterGap = interrupted.delete(droneId)
        ring.push(track.recordedAtMs, worldXOf(track.longitudeDeg), worldYOf(track.latitudeDeg), isAfterGap)
      }
    },
    trails: () => rings.entries(),
    get size() {
      return rings.size
    },
    has: (droneId) => rings.has(droneId),
    get fullTrack() {
      return fullTrack
    },
    close() {
      closing.abort()
      stopResting?.()
    },
  }
}
