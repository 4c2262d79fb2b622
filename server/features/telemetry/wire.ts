import { toCsvCell } from '../../../lib/text/csv.ts'
import { type Reading, readingFlag, readingFlagNames, telemetryFieldNames } from '../../../schema/telemetry.ts'

/** Names of the flags set on ingest; none for a reading that is not stored. */
const flagsOf = ({ flags = 0 }: { flags?: number }) => readingFlagNames.filter((name) => flags & readingFlag[name])

/**
 * A reading in the format of the API: times in ms since 1970, fields that were not reported left out, and the names of its
 * flags, if any. Sending it again is a duplicate.
 */
export function toWire(reading: Reading & { flags?: number }): Record<string, unknown> {
  const { droneId, recordedAtMs, sequence, leadership } = reading
  const wire: Record<string, unknown> = { droneId, recordedAt: recordedAtMs, sequence }
  for (const name of telemetryFieldNames) if (reading[name] !== null) wire[name] = reading[name]
  if (leadership) wire.leadership = leadership
  const flags = flagsOf(reading)
  if (flags.length > 0) wire.flags = flags
  return wire
}

export const csvHeader = [
  ...['droneId', 'recordedAt', 'sequence'],
  ...telemetryFieldNames,
  ...['term', 'role', 'leaderId', 'flags'],
].join(',')

/** The reading in the columns of `csvHeader`; fields that were not reported are empty, flags are separated by spaces. */
export function toCsvLine(reading: Reading & { flags?: number }): string {
  const { leadership } = reading
  const cells: unknown[] = [reading.droneId, reading.recordedAtMs, reading.sequence]
  for (const name of telemetryFieldNames) cells.push(reading[name])
  cells.push(leadership?.term, leadership?.role, leadership?.leaderId, flagsOf(reading).join(' '))
  return cells.map(toCsvCell).join(',')
}
