import { describe, type Fault } from '../../../lib/errors.ts'
import { type Reading, readingFlag, telemetryFieldNames } from '../../../schema/telemetry.ts'
import type { IngestCounters } from './counters.ts'

/** A reading that was refused, by its index in the batch. */
export interface Refusal extends Fault {
  index: number
}

/** A measured value that was out of bounds and was dropped; its reading is stored without it. */
export type OutOfBounds = Omit<Fault, 'code'>

/** A measured value that was dropped from a stored reading, by the reading's index in the batch. */
export interface Dropped extends OutOfBounds {
  index: number
}

/** Unknown fields of one reading: some of their names, and how many there were. */
export interface Ignored {
  names: readonly string[]
  count: number
}

/** The outcome of a batch. accepted + duplicates + late + refused.length is its size. */
export interface IngestResult {
  /** Stored, and newer than the newest reading of their drones. */
  accepted: number
  /** Already stored with the same values; ignored. */
  duplicates: number
  /** Stored as history, older than the newest reading of their drones. */
  late: number
  refused: Refusal[]
  /** Names of unknown fields, each once, at most 100; their values were dropped. */
  ignoredFields: string[]
  /** Occurrences of unknown fields. */
  ignoredCount: number
  /** How many stored readings were flagged, and every measured value that was dropped. */
  flagged: { nullIsland: number; implausible: number; outOfBounds: Dropped[] }
  /** Readings missing by the drones' sequence numbers. */
  gaps: number
}

const maxIgnoredNames = 100

export const emptyResult = (): IngestResult => ({
  accepted: 0,
  duplicates: 0,
  late: 0,
  refused: [],
  ignoredFields: [],
  ignoredCount: 0,
  flagged: { nullIsland: 0, implausible: 0, outOfBounds: [] },
  gaps: 0,
})

export function noteFlags(result: IngestResult, flags: number): void {
  if (flags & readingFlag.nullIsland) result.flagged.nullIsland += 1
  if (flags & readingFlag.implausible) result.flagged.implausible += 1
}

/** Adds names, each once, without control characters, so that they are safe to log and to show. */
export function noteIgnored(result: IngestResult, { names, count }: Ignored): void {
  result.ignoredCount += count
  for (const name of names) {
    if (result.ignoredFields.length >= maxIgnoredNames) return
    const shown = name.slice(0, 64).replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '?')
    if (!result.ignoredFields.includes(shown)) result.ignoredFields.push(shown)
  }
}

export function countResult(counters: IngestCounters, result: IngestResult): void {
  counters.accepted += result.accepted
  counters.duplicates += result.duplicates
  counters.late += result.late
  for (const { code } of result.refused) counters.refused[code] += 1
  counters.nullIsland += result.flagged.nullIsland
  counters.implausible += result.flagged.implausible
  for (const { path } of result.flagged.outOfBounds) {
    // Without list indexes: a metric label must have few values.
    const field = path.replace(/\.\d+/g, '')
    counters.outOfBounds[field] = (counters.outOfBounds[field] ?? 0) + 1
  }
  counters.missed += result.gaps
  counters.ignoredFields += result.ignoredCount
}

/** The same fault for an unknown drone and for another sender's drone, so that a sender cannot find out which drones exist. */
export const unknownDrone = (reading: Reading): Fault => ({
  code: 'missing',
  path: 'droneId',
  expected: 'a drone of yours',
  got: describe(reading.droneId),
})

/** A drone that was taken out of service. */
export const retiredDrone = (reading: Reading, retiredAtMs: number): Fault => ({
  code: 'conflict',
  path: 'droneId',
  expected: 'a drone in service',
  got: `${describe(reading.droneId)}, out of service since ${new Date(retiredAtMs).toISOString()}`,
})

/** An unknown drone that could not be enrolled because the convoy is full. */
export const noRoomFor = (reading: Reading): Fault => ({
  code: 'limited',
  path: 'droneId',
  expected: 'a known drone, or room for another one in the convoy UNASSIGNED, which is full',
  got: describe(reading.droneId),
})

export function conflict(reading: Reading, stored: Reading): Fault {
  const path = telemetryFieldNames.find((name) => reading[name] !== stored[name])
  return {
    code: 'conflict',
    path: path ?? 'leadership',
    expected: path
      ? `${describe(stored[path])}, as first stored for this drone, time and sequence`
      : 'the report first stored for this drone, time and sequence',
    got: path ? describe(reading[path]) : 'another report',
  }
}
