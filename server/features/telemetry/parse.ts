import { describe, type Fault } from '../../../lib/errors.ts'
import { type DroneId, parseId } from '../../../schema/ids.ts'
import {
  type MeasuredField,
  type Measurements,
  type Reading,
  telemetryFieldNames,
  telemetryFields,
} from '../../../schema/telemetry.ts'
import type { Ignored, OutOfBounds } from './ingest-result.ts'
import { parseLeadership } from './parse-leadership.ts'
import { parseRecordedAt } from './parse-time.ts'

export type Parsed = { reading: Reading; ignored: Ignored; outOfBounds: readonly OutOfBounds[] } | { fault: Fault }

/** Names kept of the unknown fields of one reading; any more are only counted. */
const maxIgnoredNames = 32
const greatestSequence = 2 ** 31 - 1

const fields = telemetryFieldNames.map((name) => {
  const { min, max, required = false }: MeasuredField = telemetryFields[name]
  return { name, min, max, required, expected: `a number from ${min} to ${max}` }
})
/** `flags` are part of our exports; on input they are ignored. */
const slot = { droneId: 0, recordedAt: 1, sequence: 2, leadership: 3, flags: 4, firstField: 5 } as const
const slotOf = new Map<string, number>([
  ...Object.entries(slot).filter(([name]) => name !== 'firstField'),
  ...fields.map(({ name }, index) => [name, slot.firstField + index] as const),
])
const nothingReported = Object.fromEntries(telemetryFieldNames.map((name) => [name, null])) as unknown as Measurements
const none: readonly never[] = []
const nothingIgnored: Ignored = { names: none, count: 0 }

/** Values of the reading being parsed, by slot. Parsing is synchronous, so one array is reused for all. */
const slots: unknown[] = new Array(slot.firstField + fields.length).fill(undefined)

/**
 * Parses one reading of decoded JSON, or returns its first fault in the order of the fields. Numbers must be numbers (no strings,
 * no null); -0 becomes 0; ids become lower case. An out-of-bounds value of an optional field is dropped and the reading kept.
 * Never throws on any value that JSON.parse can return.
 */
export function parseReading(value: unknown, nowMs: number): Parsed {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('', 'an object', value)
  const ignored = spread(value as Record<string, unknown>)

  const droneId = parseId<DroneId>(slots[slot.droneId])
  if (!droneId) return refuse('droneId', 'a UUID', slots[slot.droneId])
  const recordedAtMs = parseRecordedAt(slots[slot.recordedAt], nowMs)
  if (typeof recordedAtMs !== 'number') return { fault: recordedAtMs }
  const sequence = slots[slot.sequence]
  if (!Number.isInteger(sequence) || !((sequence as number) >= 0 && (sequence as number) <= greatestSequence))
    return refuse('sequence', `a whole number from 0 to ${greatestSequence}`, sequence)

  const reading: Reading = {
    droneId,
    recordedAtMs,
    sequence: (sequence as number) + 0,
    ...nothingReported,
    leadership: null,
  }
  let outOfBounds: OutOfBounds[] | undefined
  const measured = reading as unknown as Record<string, number>
  for (let index = 0; index < fields.length; index += 1) {
    const field = fields[index] as (typeof fields)[number]
    const got = slots[slot.firstField + index]
    // In this form NaN, which compares false with everything, is refused.
    if (typeof got === 'number' && got >= field.min && got <= field.max) measured[field.name] = got === 0 ? 0 : got
    else if (Number.isFinite(got) && !field.required) {
      outOfBounds ??= []
      outOfBounds.push({ path: field.name, expected: field.expected, got: describe(got) })
    } else if (got !== undefined || field.required) return refuse(field.name, field.expected, got)
  }
  return withLeadership(reading, ignored, outOfBounds)
}

/** Copies the fields of the reading into their slots and returns the unknown ones. */
function spread(value: Record<string, unknown>): Ignored {
  slots.fill(undefined)
  let unknown: string[] | undefined
  for (const name of Object.keys(value)) {
    const place = slotOf.get(name)
    if (place !== undefined) slots[place] = value[name]
    else if (unknown) unknown.push(name)
    else unknown = [name]
  }
  return unknown ? ignore(unknown) : nothingIgnored
}

const ignore = (names: readonly string[]): Ignored => ({ names: names.slice(0, maxIgnoredNames), count: names.length })

function withLeadership(reading: Reading, ignored: Ignored, outOfBounds: readonly OutOfBounds[] = none): Parsed {
  const value = slots[slot.leadership]
  if (value === undefined || value === null) return { reading, ignored, outOfBounds }
  const parsed = parseLeadership(value, reading.droneId)
  if ('fault' in parsed) return parsed
  reading.leadership = parsed.report
  const { names, count } = ignore(parsed.ignoredFields)
  return {
    reading,
    ignored:
      count > 0
        ? { names: [...ignored.names, ...names].slice(0, maxIgnoredNames), count: ignored.count + count }
        : ignored,
    outOfBounds: parsed.outOfBounds.length > 0 ? [...outOfBounds, ...parsed.outOfBounds] : outOfBounds,
  }
}

const refuse = (path: string, expected: string, got: unknown): Parsed => ({
  fault: { code: 'invalid', path, expected, got: got === undefined ? 'nothing' : describe(got) },
})
