/** What the screen says of exports, and the address of each. */
import type { ExportFormatName } from '../../schema/exports.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { assumedIntervalMs } from '../feed/freshness.ts'
import { formatCount } from './format.ts'

/** `bytesPerReading`: of the simulated fleet, before the compression in transit. In the order of the list. */
export const exportFormatWords: Readonly<
  Record<ExportFormatName, { word: string; means: string; bytesPerReading: number }>
> = {
  csv: { word: 'CSV', means: 'Rows for spreadsheets. Every reading, with its flags.', bytesPerReading: 170 },
  ndjson: {
    word: 'NDJSON',
    means: 'A JSON object a line, as sent. Every reading, with its flags.',
    bytesPerReading: 580,
  },
  parquet: {
    word: 'Parquet',
    means: 'Columns for DuckDB, pandas or Spark. Every reading, with its flags.',
    bytesPerReading: 20,
  },
  geojson: { word: 'GeoJSON', means: 'Tracks for GIS. Unreliable positions are left out.', bytesPerReading: 60 },
  gpx: {
    word: 'GPX',
    means: 'Tracks for navigation programs. Unreliable positions are left out.',
    bytesPerReading: 100,
  },
  kml: { word: 'KML', means: 'Tracks for Google Earth. Unreliable positions are left out.', bytesPerReading: 90 },
}

export type ExportSubject = { droneId: DroneId } | { convoyId: ConvoyId; droneIds: readonly DroneId[] | null }
export interface ExportSpan {
  fromMs: number
  toMs: number
}

/** The address of a file. `droneIds` null: every drone in service. */
export function exportPath(subject: ExportSubject, { fromMs, toMs }: ExportSpan, format: ExportFormatName): string {
  const query = new URLSearchParams({ format, from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() })
  if ('droneId' in subject) return `/api/v1/drones/${subject.droneId}/telemetry?${query}`
  // Commas stay readable: ids have nothing to escape.
  const drones = subject.droneIds ? `&droneIds=${subject.droneIds.join(',')}` : ''
  return `/api/v1/convoys/${subject.convoyId}/telemetry?${query}${drones}`
}

/** Of drones that report at these intervals all the time; an unknown interval is taken for the usual one. */
export const expectedReadings = ({ fromMs, toMs }: ExportSpan, intervalsMs: readonly (number | null)[]): number =>
  intervalsMs.reduce<number>((sum, intervalMs) => sum + (toMs - fromMs) / (intervalMs ?? assumedIntervalMs), 0)

/** `About 43 200 readings, 7 MB`: what would be exported if every drone reports all the time, as it does now. */
export function exportSizeHint(readings: number, format: ExportFormatName): string {
  const rough = Number(readings.toPrecision(2))
  return `About ${formatCount(rough)} readings, ${formatBytes(rough * exportFormatWords[format].bytesPerReading)}`
}

function formatBytes(sizeBytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB']
  const exponent = Math.min(units.length, Math.max(1, Math.floor(Math.log10(Math.max(1, sizeBytes)) / 3)))
  const value = sizeBytes / 1_000 ** exponent
  return `${Math.max(0.1, Number(value.toPrecision(2)))} ${units[exponent - 1]}`
}

/** `2026-11-28T10:15`, UTC, as the field of a form has it. */
export const toFieldTime = (atMs: number): string => new Date(atMs).toISOString().slice(0, 16)
/** NaN for a field that is empty or incomplete. */
export const fromFieldTime = (text: string): number => Date.parse(`${text}Z`)
