/**
 * The registry of measured fields: the one place where a field of a reading is declared. The `Reading` type, its parser,
 * the API fields with their descriptions, the store's columns, CSV header, HUD rows, chart menu and random generators
 * all follow from it.
 */

import type { DroneId } from './ids.ts'
import type { LeadershipReport } from './leadership.ts'

/** How a chart aggregates the values of a field within one step. */
export type ChartKind = 'avg' | 'max' | 'min'

export interface FieldOptions {
  /** An out-of-bounds value is dropped and the reading kept; for a required field the reading is refused. */
  min: number
  max: number
  /** Shown in the drone panel. */
  hud?: boolean
  chart?: ChartKind
  /** A reading without it is refused. */
  required?: boolean
  /** Decimals to show. */
  digits?: number
}

export interface MeasuredField extends FieldOptions {
  type: 'double'
  description: string
}

const float = <const O extends FieldOptions>(description: string, options: O): MeasuredField & O => ({
  type: 'double',
  description,
  ...options,
})

export const telemetryFields = {
  latitudeDeg: float('Latitude, WGS 84, north positive.', { min: -90, max: 90, required: true, digits: 5 }),
  longitudeDeg: float('Longitude, WGS 84, east positive.', { min: -180, max: 180, required: true, digits: 5 }),
  altitudeM: float('Height above mean sea level.', { min: -500, max: 50_000, hud: true, chart: 'max', digits: 0 }),
  headingDeg: float('Direction of travel, clockwise from true north.', { min: 0, max: 360, hud: true, digits: 0 }),
  speedMps: float('Speed over ground.', { min: 0, max: 1_000, hud: true, chart: 'max', digits: 1 }),
  fuelPct: float('Fuel left; 0 is empty.', { min: 0, max: 100, hud: true, chart: 'min', digits: 1 }),
  linkPct: float('Radio link quality; 0 is lost.', { min: 0, max: 100, hud: true, chart: 'avg', digits: 0 }),
} as const satisfies Record<string, MeasuredField>

export type TelemetryField = keyof typeof telemetryFields
export const telemetryFieldNames = Object.keys(telemetryFields) as TelemetryField[]

type RequiredField = {
  [F in TelemetryField]: (typeof telemetryFields)[F] extends { required: true } ? F : never
}[TelemetryField]

/** The measured values of a reading; a field that was not reported is null. */
export type Measurements = { [F in RequiredField]: number } & {
  [F in Exclude<TelemetryField, RequiredField>]: number | null
}

/** Default measurements, to be overwritten with known values. */
export const unmeasured = Object.fromEntries(
  telemetryFieldNames.map((name) => [name, 'required' in telemetryFields[name] ? 0 : null]),
) as Measurements

/** Sets every measured value of `to` to that of `from`. */
export function copyMeasurements(from: Measurements, to: Measurements): void {
  const values = to as Record<TelemetryField, number | null>
  for (const name of telemetryFieldNames) values[name] = from[name]
}

/** Flags that ingest sets on an accepted reading; stored as a bit set. */
export const readingFlag = {
  /** Exactly 0,0: more often a receiver without a fix than a drone in the Gulf of Guinea. */
  nullIsland: 1,
  /** Farther from the previous reading than any platform can fly. */
  implausible: 2,
  /** Older than a reading of the same drone that was already stored. */
  late: 4,
  /** A measured value was out of bounds and dropped. */
  outOfBounds: 8,
} as const
export type ReadingFlag = keyof typeof readingFlag
export const readingFlagNames = Object.keys(readingFlag) as ReadingFlag[]

/** True for a reading with an unreliable position, which is excluded from tracks and distances. */
export const isDoubtfulPosition = (flags: number): boolean =>
  (flags & (readingFlag.nullIsland | readingFlag.implausible)) !== 0

/** One telemetry sample of one drone at one instant. (droneId, recordedAtMs, sequence) identifies it. */
export interface Reading extends Measurements {
  droneId: DroneId
  recordedAtMs: number
  /** Incremented by the drone with each reading, 0 … 2^31-1. */
  sequence: number
  leadership: LeadershipReport | null
}

/** A reading as the store keeps it. */
export interface StoredReading extends Reading {
  receivedAtMs: number
  /** Bits of `readingFlag`. */
  flags: number
}

/** A reading further in the future than this is refused; less is taken for clock skew. */
export const futureToleranceMs = 60_000
export const telemetryBucketMs = 3_600_000
/** After this long past its end an hour counts as closed: few readings still arrive. */
export const telemetryClosingMs = 600_000
export const telemetryRetentionMs = 30 * 86_400_000
/** A row of `telemetry_buckets` outlives the last reading of its hour by this; it is rewritten at most once per half of it. */
export const telemetryListingSlackMs = 2 * 3_600_000
/** A row of `telemetry_hours` is written again when readings still come this long after it was written. */
export const telemetryChangeWindowMs = 600_000
/** Of the row for late readings. */
export const telemetryLateWindowMs = 60_000
/** Maximum in one REST batch or one WebSocket message. */
export const maxReadingsPerBatch = 5_000
