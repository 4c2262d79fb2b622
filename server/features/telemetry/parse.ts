import { describe, type Fault } from '../../../lib/errors.ts'
import { type DroneId, parseId } from '../../../schema/ids.ts'
import {
  type MeasuredField,
  type Measurements,
  type Reading,
  telemetryFieldNames,
  telemetryFields,
} from '../../../schema/telemetry.ts'
import type { OutOfBounds } from './answer.ts'
import { parseLeadership } from './parse-leadership.ts'
import { parseRecordedAt } from './parse-time.ts'

export type Parsed =
  | { reading: Reading; ignoredFields: readonly string[]; outOfBounds: readonly OutOfBounds[] }
  | { fault: Fault }

/** Names kept of the fields of one reading that nobody knows; more are dropped unnamed. */
const maxIgnoredNames = 32
const greatestSequence = 2 ** 31 - 1

const fields = telemetryFieldNames.map((name) => {
  const { min, max, required = false }: MeasuredField = telemetryFields[name]
  return { name, min, max, required, expected: `a number from ${min} to ${max}` }
})
/** `flags` are told by what we export, and taken from nobody. */
const slot = { droneId: 0, recordedAt: 1, sequence: 2, leadership: 3, flags: 4, firstField: 5 } as const
const slotOf = new Map<string, number>([
  ...Object.entries(slot).filter(([name]) => name !== 'firstField'),
  ...fields.map(({ name }, index) => [name, slot.firstField + index] as const),
])
const nothingReported = Object.fromEntries(telemetryFieldNames.map((name) => [name, null])) as unknown as Measurements
const none: readonly never[] = []

/** Values of the reading being parsed, by slot: parsing never awaits, so one list serves all. */
const slots: unknown[] = new Array(slot.firstField + fields.length).fill(undefined)

/**
 * Takes one reading off the wire, or returns the first fault in it, in order of the registry. Numbers are taken as they
 * are (no text, no null), -0 becomes 0, ids come out in lower case. A number beyond the bounds of a field that may be absent
 * is dropped alone. Never throws on what JSON.parse can return.
 */
export function parseReading(value: unknown, nowMs: number): Parsed {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('', 'an object', value)
  const ignoredFields = spread(value as Record<string, unknown>)

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
    // Written so that NaN, which compares false with everything, is refused.
    if (typeof got === 'number' && got >= field.min && got <= field.max) measured[field.name] = got === 0 ? 0 : got
    else if (Number.isFinite(got) && !field.required) {
      outOfBounds ??= []
      outOfBounds.push({ path: field.name, expected: field.expected, got: describe(got) })
    } else if (got !== undefined || field.required) return refuse(field.name, field.expected, got)
  }
  return withLeadership(reading, ignoredFields, outOfBounds)
}

/** Lays the reading's own fields into the slots and answers the names of those that have none. */
function spread(value: Record<string, unknown>): readonly string[] {
  slots.fill(undefined)
  let ignored: readonly string[] = none
  for (const name of Object.keys(value)) {
    const place = slotOf.get(name)
    if (place !== undefined) slots[place] = value[name]
    else if (ignored === none) ignored = [name]
    else if (ignored.length < maxIgnoredNames) (ignored as string[]).push(name)
  }
  return ignored
}

function withLeadership(
  reading: Reading,
  ignored: readonly string[],
  outOfBounds: readonly OutOfBounds[] = none,
): Parsed {
  const value = slots[slot.leadership]
  if (value === undefined || value === null) return { reading, ignoredFields: ignored, outOfBounds }
  const parsed = parseLeadership(value, reading.droneId)
  if ('fault' in parsed) return parsed
  reading.leadership = parsed.report
  return {
    reading,
    ignoredFields:
      parsed.ignoredFields.length > 0 ? [...ignored, ...parsed.ignoredFields].slice(0, maxIgnoredNames) : ignored,
    outOfBounds: parsed.outOfBounds.length > 0 ? [...outOfBounds, ...parsed.outOfBounds] : outOfBounds,
  }
}

const refuse = (path: string, expected: string, got: unknown): Parsed => ({
  fault: { code: 'invalid', path, expected, got: got === undefined ? 'nothing' : describe(got) },
})
