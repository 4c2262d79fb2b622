import { telemetryFieldNames } from '../../../../schema/telemetry.ts'
import type { ParquetColumn, ParquetRow } from '../../../ports/parquet-files.ts'
import { flagsTextOf } from '../wire.ts'
import type { DroneReadings } from './read-export.ts'

/** The columns of the CSV file, typed. */
export const parquetColumns: readonly ParquetColumn[] = [
  { name: 'droneId', type: 'uuid' },
  { name: 'recordedAt', type: 'instant' },
  { name: 'sequence', type: 'integer' },
  ...telemetryFieldNames.map((name) => ({ name, type: 'double' }) as const),
  { name: 'term', type: 'integer' },
  { name: 'role', type: 'text' },
  { name: 'leaderId', type: 'uuid' },
  { name: 'flags', type: 'text' },
  { name: 'callsign', type: 'text' },
]

/** A row a reading, in pages as they are read. */
export async function* toParquetRows(readings: Iterable<DroneReadings>): AsyncGenerator<ParquetRow[]> {
  for (const { drone, pages } of readings)
    for await (const page of pages)
      yield page.map((reading) => {
        const { droneId, recordedAtMs, sequence, leadership } = reading
        return [
          ...[droneId, recordedAtMs, sequence],
          ...telemetryFieldNames.map((name) => reading[name]),
          ...[leadership?.term ?? null, leadership?.role ?? null, leadership?.leaderId ?? null],
          ...[flagsTextOf(reading), drone.callsign],
        ]
      })
}
