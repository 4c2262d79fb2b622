import type { DroneTrack } from '../feed/feed.ts'
import { formatAge } from '../view/format.ts'
import { droneState } from './fleet-arrays.ts'

/** What stands beside a drone's symbol; `warning` says why its position is not known. */
export interface DroneBlock {
  title: string
  numbers: string
  warning: string | null
}

/** Callsign, height and speed; of a late or lost drone its age instead, for the numbers are no longer so. */
export function droneBlock(callsign: string, track: DroneTrack, state: number, nowMs: number): DroneBlock {
  const ageMs = nowMs - track.recordedAtMs
  if (state === droneState.unknown) return { title: callsign, numbers: '', warning: `UNKNOWN ${formatAge(ageMs)}` }
  if (state === droneState.lost) return { title: callsign, numbers: '', warning: `LOST ${formatAge(ageMs)}` }
  if (state === droneState.late) return { title: callsign, numbers: '', warning: `LATE ${formatAge(ageMs)}` }
  const height = track.altitudeM === null ? '— m' : `${grouped(track.altitudeM)} m`
  const speed = track.speedMps === null ? '— m/s' : `${Math.round(track.speedMps)} m/s`
  return { title: callsign, numbers: `${height}  ${speed}`, warning: null }
}

const grouped = (value: number) =>
  Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '\u202f')
