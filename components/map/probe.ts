import type L from 'leaflet'
import type { DroneId } from '../../schema/ids.ts'
import type { PlacedWord } from './layers/marks.ts'
import type { Scene } from './scene.ts'
import { viewportOf } from './surface.ts'

/** For benchmarks and tests, on pages opened with `?probe`: what the map has drawn and what it took. */
export interface MapProbe {
  /** Main-thread milliseconds of the latest drawn frames, newest last. */
  drawnMs: number[]
  /**
   * Where a drone is in the latest frame, with time and speed of its newest reading: one that is not drawn yet moves the drone by less
   * than can be seen. Null when the drone is not drawn.
   */
  drawn(droneId: string): { x: number; y: number; state: number; recordedAtMs: number; speedMps: number } | null
  /** Pixels in the map of the points of the selected drone's whole track; null when it is not drawn. */
  track(): { x: number; y: number }[] | null
  /** Drones in each state, by the codes of `droneState`, in or out of view, and the version of the picture, in the latest frame. */
  states(): { version: number; counts: number[] }
  visibleCount(): number
  /** Counts up with every frame in which drones have moved as far as can be seen. */
  placementVersion(): number
  /** Every text on the map and its box, in pixels of the map. */
  words(): readonly PlacedWord[]
  /** Draws a frame now, whether one is due or not. */
  draw(): void
  zoom(): number
}

declare global {
  interface Window {
    __convoyMap?: MapProbe
  }
}

const framesKept = 1_000

export function attachProbe(map: L.Map, scene: Scene): () => void {
  if (!new URLSearchParams(window.location.search).has('probe')) return () => {}
  const { fleet } = scene
  const drawnMs: number[] = []
  let states = { version: 0, counts: [0, 0, 0, 0, 0] }
  const stop = scene.listen((tookMs) => {
    states = countStates(scene)
    drawnMs.push(tookMs)
    if (drawnMs.length > framesKept) drawnMs.shift()
  })
  window.__convoyMap = {
    drawnMs,
    drawn(droneId) {
      const i = fleet.indexOf(droneId as DroneId)
      const track = fleet.tracks[i]
      if (!track?.hasReading) return null
      const [x = 0, y = 0, state = 0] = [fleet.screenX[i], fleet.screenY[i], fleet.state[i]]
      return { x, y, state, recordedAtMs: track.recordedAtMs, speedMps: track.speedMps ?? 0 }
    },
    track() {
      const { scale, leftPx, topPx } = viewportOf(map)
      const lines = scene.wholeTrack?.lines
      if (!lines) return null
      return lines.flatMap((line) =>
        Array.from({ length: line.length / 2 }, (_, i) => ({
          x: (line[2 * i] ?? 0) * scale - leftPx,
          y: (line[2 * i + 1] ?? 0) * scale - topPx,
        })),
      )
    },
    states: () => states,
    visibleCount: () => fleet.visibleCount,
    placementVersion: () => fleet.placementVersion,
    words: () => scene.words,
    draw: scene.draw,
    zoom: () => map.getZoom(),
  }
  return () => {
    stop()
    delete window.__convoyMap
  }
}

function countStates({ fleet, pictureVersion }: Scene) {
  const counts = [0, 0, 0, 0, 0]
  for (const state of fleet.state.subarray(0, fleet.count)) counts[state] = (counts[state] ?? 0) + 1
  return { version: pictureVersion, counts }
}
