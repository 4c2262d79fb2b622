import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DroneId } from '../../../schema/ids.ts'
import {
  type StoredReading,
  type TelemetryField,
  telemetryFieldNames,
  telemetryFields,
} from '../../../schema/telemetry.ts'
import { createCondenser } from './downsample.ts'

const charted: TelemetryField[] = telemetryFieldNames.filter((name) => 'chart' in telemetryFields[name])
const nothing = Object.fromEntries(telemetryFieldNames.map((name) => [name, null]))
const stored = (recordedAtMs: number, sequence: number, values: Record<string, number | null>): StoredReading =>
  ({
    droneId: '550e8400-e29b-41d4-a716-446655440000' as DroneId,
    recordedAtMs,
    sequence,
    ...nothing,
    latitudeDeg: 34,
    longitudeDeg: 69,
    leadership: null,
    receivedAtMs: 0,
    flags: 0,
    ...values,
  }) as StoredReading

function downsample(readings: readonly StoredReading[], maxPoints: number) {
  const condenser = createCondenser(readings[0]?.recordedAtMs ?? 0, readings.at(-1)?.recordedAtMs ?? 0, maxPoints)
  for (const reading of readings) condenser.add(reading)
  return condenser.condense()
}

const values = fc.record(
  Object.fromEntries(
    charted.map((name) => [name, fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { freq: 4 })]),
  ),
)
const series = fc.array(fc.tuple(fc.nat({ max: 5_000 }), values), { maxLength: 400 }).map((entries) => {
  let atMs = 1_000_000
  return entries.map(([gapMs, measured], sequence) => {
    atMs += gapMs
    return stored(atMs, sequence, measured)
  })
})
const points = fc.integer({ min: 1, max: 120 })

describe('for every series and every limit', () => {
  const holds = (check: (readings: StoredReading[], maxPoints: number) => void) =>
    fc.assert(fc.property(series, points, check), { numRuns: 500 })

  test('as many points come out as were asked for, or all there are', () =>
    holds((readings, maxPoints) => {
      const condensed = downsample(readings, maxPoints)
      expect(condensed.readingsFound).toBe(readings.length)
      expect(condensed.readings.length).toBe(Math.min(maxPoints, readings.length))
    }))
  test('the points are readings of the series, each once, in their order', () =>
    holds((readings, maxPoints) => {
      const places = downsample(readings, maxPoints).readings.map((reading) => readings.indexOf(reading))
      expect(places).not.toContain(-1)
      expect(places).toEqual([...new Set(places)].sort((a, b) => a - b))
    }))
  test('what fits stays whole and says so', () =>
    holds((readings) => {
      const condensed = downsample(readings, Math.max(1, readings.length))
      expect(condensed).toMatchObject({ readings, stepMs: null, method: 'Every reading is shown.' })
    }))
  test('with room for one step the first, the last, and every field’s least and greatest value stay', () =>
    holds((readings, maxPoints) => {
      if (maxPoints < 2 + 2 * charted.length || readings.length === 0) return
      const kept = downsample(readings, maxPoints).readings
      expect(kept[0]).toBe(readings[0])
      expect(kept.at(-1)).toBe(readings.at(-1))
      for (const name of charted) {
        const extremes = (list: StoredReading[]) => {
          const known = list.map((reading) => reading[name]).filter((value) => value !== null)
          return [Math.min(...known), Math.max(...known)]
        }
        expect(extremes(kept)).toEqual(extremes(readings))
      }
    }))
  test('each step of the stated length keeps its own peaks', () =>
    holds((readings, maxPoints) => {
      const { stepMs, readings: kept } = downsample(readings, maxPoints)
      if (stepMs === null || maxPoints < 2 + 2 * charted.length) return
      const firstMs = readings[0]?.recordedAtMs ?? 0
      const stepOf = (reading: StoredReading) => Math.floor((reading.recordedAtMs - firstMs) / stepMs)
      const greatest = (list: StoredReading[], step: number) =>
        Math.max(...list.filter((one) => stepOf(one) === step).map((one) => one.altitudeM ?? Number.NEGATIVE_INFINITY))
      for (const step of new Set(readings.map(stepOf))) expect(greatest(kept, step)).toBe(greatest(readings, step))
    }))
})

test('a peak of one reading among a hundred thousand stays', () => {
  const readings = Array.from({ length: 100_000 }, (_, index) =>
    stored(index * 1_000, index, { altitudeM: index === 77_777 ? 5_000 : 100, linkPct: index === 3 ? 0 : 90 }),
  )
  const { readings: kept, method, stepMs } = downsample(readings, 500)
  expect(kept.map(({ altitudeM }) => altitudeM)).toContain(5_000)
  expect(kept.map(({ linkPct }) => linkPct)).toContain(0)
  expect(kept).toHaveLength(500)
  const steps = Math.floor(500 / (2 + 2 * charted.length))
  expect(stepMs).toBe(Math.ceil(99_999_001 / steps))
  expect(method).toContain(`Of each step of ${stepMs} ms the first and last reading`)
})

test('what the peaks leave free is spread over the whole range', () => {
  const readings = Array.from({ length: 50_000 }, (_, index) => stored(index * 1_000, index, { altitudeM: index }))
  const { readings: kept } = downsample(readings, 2_000)
  expect(kept).toHaveLength(2_000)
  const gapsMs = kept.slice(1).map(({ recordedAtMs }, index) => recordedAtMs - (kept[index]?.recordedAtMs ?? 0))
  // Evenly spread, 50,000 s in 2,000 points are 25 s each.
  expect(Math.max(...gapsMs)).toBeLessThanOrEqual(75_000)
})
