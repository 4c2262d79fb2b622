import type { DroneTrack } from '../feed/feed.ts'
import { formatAge, formatCount, formatNumber, unknown } from '../view/format.ts'
import { freshnessWords, unitWords } from '../view/words.ts'
import { droneState } from './fleet-arrays.ts'

/** The text beside a drone's symbol; `warning` says why its position is not current. */
export interface DroneBlock {
  title: string
  numbers: string
  warning: string | null
}

/** First word of the warning of a lost drone. */
export const lostWarning = freshnessWords.lost.word.toUpperCase()

const warningWords: Readonly<Record<number, string>> = {
  [droneState.unknown]: freshnessWords.unknown.word.toUpperCase(),
  [droneState.lost]: lostWarning,
  [droneState.late]: freshnessWords.late.word.toUpperCase(),
}

/** Callsign, height and speed; for a late, lost or unknown drone the age instead, because the numbers are outdated. */
export function droneBlock(callsign: string, track: DroneTrack, state: number, nowMs: number): DroneBlock {
  const age = formatAge(nowMs - track.recordedAtMs)
  const word = warningWords[state]
  if (word) return { title: callsign, numbers: '', warning: `${word} ${age}` }
  const height = `${track.altitudeM === null ? unknown : formatCount(track.altitudeM)} ${unitWords.M}`
  const speed = `${formatNumber(track.speedMps)} ${unitWords.Mps}`
  return { title: callsign, numbers: `${height}  ${speed}`, warning: null }
}
