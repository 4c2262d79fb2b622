/** What a simulated drone measures: one sensor for each field of the registry; a missing one is a type error. */
import { smoothNoise } from '../../lib/random/noise.ts'
import type { Measurements, TelemetryField } from '../../schema/telemetry.ts'
import type { Flight } from './flight.ts'

/** What the sensors of one drone are exposed to at one instant. */
export interface Surroundings {
  flight: Flight
  linkPct: number
  noiseSeed: number
  atMs: number
}

type Sensor<F extends TelemetryField> = (here: Surroundings) => Measurements[F]

export const sensors: { [F in TelemetryField]: Sensor<F> } = {
  latitudeDeg: ({ flight }) => rounded(flight.latitudeDeg, 1e6),
  longitudeDeg: ({ flight }) => rounded(flight.longitudeDeg, 1e6),
  altitudeM: ({ flight }) => rounded(flight.altitudeM, 10),
  headingDeg: ({ flight }) => rounded(flight.headingDeg, 10) % 360,
  speedMps: ({ flight, noiseSeed, atMs }) =>
    rounded(Math.max(0, flight.speedMps * (1 + 0.01 * smoothNoise(noiseSeed ^ 1, atMs / 4_000))), 10),
  fuelPct: ({ flight }) => rounded(flight.fuelPct, 100),
  linkPct: ({ linkPct }) => rounded(linkPct, 10),
}

const sensorList = Object.entries(sensors) as [TelemetryField, Sensor<TelemetryField>][]

/** Reads every sensor once. */
export function measure(here: Surroundings): Measurements {
  const measured: Partial<Record<TelemetryField, number | null>> = {}
  for (const [field, sensor] of sensorList) measured[field] = sensor(here)
  return measured as Measurements
}

const rounded = (value: number, perUnit: number): number => Math.round(value * perUnit) / perUnit
