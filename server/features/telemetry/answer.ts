import { describe, type Fault } from '../../../lib/errors.ts'
import { type Reading, readingFlag, telemetryFieldNames } from '../../../schema/telemetry.ts'
import type { IngestCounters } from './counters.ts'

/** A reading that was not taken, by its place in the batch. */
export interface Refusal extends Fault {
  index: number
}

/** A measured value that was out of bounds and dropped; its reading is kept without it. */
export type OutOfBounds = Omit<Fault, 'code'>

/** A measured value that was dropped from a stored reading, by the reading's place in the batch. */
export interface Dropped extends OutOfBounds {
  index: number
}

/** Fields of one reading that no registry knows: names of some, and how many there were. */
export interface Ignored {
  names: readonly string[]
  count: number
}

/** What became of a batch. accepted + duplicates + late + refused.length is its size. */
export interface IngestAnswer {
  /** Stored, and newer than what was known of their drones. */
  accepted: number
  /** Stored before with the same values; nothing was done. */
  duplicates: number
  /** Stored as history, older than what was known of their drones. */
  late: number
  refused: Refusal[]
  /** Names of fields that no registry knows, each once, as far as there is room; their values were dropped. */
  ignoredFields: string[]
  /** How often such a field came. */
  ignoredCount: number
  /** Of the stored readings, those that were marked, and every measured value that was dropped. */
  flagged: { nullIsland: number; implausible: number; outOfBounds: Dropped[] }
  /** Readings that drones counted by their sequence and that have not come. */
  gaps: number
}

const maxIgnoredNames = 100

export const emptyAnswer = (): IngestAnswer => ({
  accepted: 0,
  duplicates: 0,
  late: 0,
  refused: [],
  ignoredFields: [],
  ignoredCount: 0,
  flagged: { nullIsland: 0, implausible: 0, outOfBounds: [] },
  gaps: 0,
})

export function noteFlags(answer: IngestAnswer, flags: number): void {
  if (flags & readingFlag.nullIsland) answer.flagged.nullIsland += 1
  if (flags & readingFlag.implausible) answer.flagged.implausible += 1
}

/** Adds names, each once, as text that can't disturb a log or a screen. */
export function noteIgnored(answer: IngestAnswer, { names, count }: Ignored): void {
  answer.ignoredCount += count
  for (const name of names) {
    if (answer.ignoredFields.length >= maxIgnoredNames) return
    const shown = name.slice(0, 64).replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '?')
    if (!answer.ignoredFields.includes(shown)) answer.ignoredFields.push(shown)
  }
}

export function countAnswer(counters: IngestCounters, answer: IngestAnswer): void {
  counters.accepted += answer.accepted
  counters.duplicates += answer.duplicates
  counters.late += answer.late
  for (const { code } of answer.refused) counters.refused[code] += 1
  counters.nullIsland += answer.flagged.nullIsland
  counters.implausible += answer.flagged.implausible
  for (const { path } of answer.flagged.outOfBounds) {
    // Of a list the place is no label: there must be few of them.
    const field = path.replace(/\.\d+/g, '')
    counters.outOfBounds[field] = (counters.outOfBounds[field] ?? 0) + 1
  }
  counters.missed += answer.gaps
  counters.ignoredFields += answer.ignoredCount
}

/** Unknown drones and drones of another sender get this one answer, so that nobody learns which drones exist. */
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

/** An unknown drone that would be enrolled, if there were room for it. */
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
