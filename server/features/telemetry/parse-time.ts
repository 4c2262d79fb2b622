/** Times as sent: RFC 3339 text, or milliseconds since 1970. */
import { describe, type Fault } from '../../../lib/errors.ts'
import { parseRfc3339 } from '../../../lib/time/rfc3339.ts'
import { futureToleranceMs } from '../../../schema/telemetry.ts'

/** No reading is older: an earlier time is in another unit, or from a clock that was never set. */
export const earliestMs = Date.UTC(2000, 0, 1)
const unitsExpected = 'milliseconds since 1970 or RFC 3339 text'

/** Returns ms since 1970, or a fault when no reading can have been taken at that time. */
export function parseRecordedAt(value: unknown, nowMs: number): number | Fault {
  const recordedAtMs = typeof value === 'string' ? parseRfc3339(value) : value
  if (typeof recordedAtMs !== 'number' || !Number.isFinite(recordedAtMs)) return fault(value, unitsExpected)
  if (recordedAtMs < earliestMs || recordedAtMs > nowMs + futureToleranceMs)
    return outOfRange(value, recordedAtMs, nowMs)
  if (!Number.isInteger(recordedAtMs)) return fault(value, 'whole milliseconds since 1970')
  return recordedAtMs
}

function outOfRange(value: unknown, recordedAtMs: number, nowMs: number): Fault {
  const unit = typeof value === 'number' ? guessUnit(recordedAtMs, nowMs) : null
  if (unit) return { ...fault(value, unitsExpected), got: `${describe(value)}, which looks like ${unit}` }
  if (recordedAtMs < earliestMs) return fault(value, 'a time since 2000-01-01T00:00:00Z')
  const latest = new Date(nowMs + futureToleranceMs).toISOString()
  return fault(value, `at most ${futureToleranceMs / 1_000} s ahead of the server's clock, that is ${latest}`)
}

/** The unit in which the number would be a time between 2000 and one year from now. */
function guessUnit(value: number, nowMs: number): string | null {
  const latestMs = nowMs + 366 * 86_400_000
  const unit = otherUnits.find(({ perMs }) => value / perMs >= earliestMs && value / perMs <= latestMs)
  return unit?.name ?? null
}
const otherUnits = [
  { name: 'seconds', perMs: 1e-3 },
  { name: 'microseconds', perMs: 1e3 },
  { name: 'nanoseconds', perMs: 1e6 },
]

const fault = (value: unknown, expected: string): Fault => ({
  code: 'invalid',
  path: 'recordedAt',
  expected,
  got: value === undefined ? 'nothing' : describe(value),
})
