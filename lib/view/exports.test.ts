import { expect, test } from 'vitest'
import { exportFormatNames } from '../../schema/exports.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import {
  expectedReadings,
  exportFormatWords,
  exportPath,
  exportSizeHint,
  fromFieldTime,
  toFieldTime,
} from './exports.ts'

const startMs = Date.UTC(2026, 0, 1)
const hour = { fromMs: startMs, toMs: startMs + 3_600_000 }
const droneIds = ['660e8400-e29b-41d4-a716-446655440001', '660e8400-e29b-41d4-a716-446655440002'] as DroneId[]
const convoyId = '550e8400-e29b-41d4-a716-446655440000' as ConvoyId

test('the screen has words for every format of the API, and for no other', () => {
  expect(Object.keys(exportFormatWords).sort()).toEqual([...exportFormatNames].sort())
})

test('the address of a file names the drone, or the convoy and those of its drones that are wanted', () => {
  const span = 'from=2026-01-01T00%3A00%3A00.000Z&to=2026-01-01T01%3A00%3A00.000Z'
  expect(exportPath({ droneId: droneIds[0] as DroneId }, hour, 'gpx')).toBe(
    `/api/v1/drones/${droneIds[0]}/telemetry?format=gpx&${span}`,
  )
  const convoy = `/api/v1/convoys/${convoyId}/telemetry?format=csv&${span}`
  expect(exportPath({ convoyId, droneIds: null }, hour, 'csv')).toBe(convoy)
  expect(exportPath({ convoyId, droneIds }, hour, 'csv')).toBe(`${convoy}&droneIds=${droneIds.join(',')}`)
})

test('an hour of drones that report once a second and at an unknown interval', () => {
  expect(expectedReadings(hour, [1_000, 1_000, null])).toBe(3_600 + 3_600 + 720)
  expect(expectedReadings(hour, [])).toBe(0)
})

test.each([
  [0, 'About 0 readings, 0.1 kB'],
  [3_612, 'About 3\u202f600 readings, 610 kB'],
  [86_400, 'About 86\u202f000 readings, 15 MB'],
  [10_368_000, 'About 10\u202f000\u202f000 readings, 1.7 GB'],
])('%i readings as CSV: %s', (readings, hint) => expect(exportSizeHint(readings, 'csv')).toBe(hint))

test('a time goes through a field of a form and back, to the minute, and half of one is no time', () => {
  expect(toFieldTime(startMs + 61_500)).toBe('2026-01-01T00:01')
  expect(fromFieldTime('2026-01-01T00:01')).toBe(startMs + 60_000)
  expect(fromFieldTime('')).toBeNaN()
})
