import { expect, test } from 'vitest'
import { createPicture } from '../../../lib/feed/apply-frame.ts'
import type { RosterDrone } from '../../../lib/feed/feed.ts'
import type { DroneId } from '../../../schema/ids.ts'
import { measureWords } from './measure-words.ts'

const droneId = '660e8400-e29b-41d4-a716-446655440001' as DroneId
const drone = { callsign: 'HAWK-1-02' } as RosterDrone
const shown = { roster: { drones: new Map([[droneId, drone]]) }, feed: { picture: createPicture() } }
const at = (latitudeDeg: number, longitudeDeg: number, onDrone = false) => ({
  point: { latitudeDeg, longitudeDeg },
  droneId: onDrone ? droneId : null,
})
const kabul = at(34.5, 69.2)

test('what is missing is asked for: the start, then the end', () => {
  const none = { from: null, to: null, measured: null, isSet: false }
  expect(measureWords(none, shown)).toEqual(['Set the start of the line'])
  expect(measureWords({ ...none, from: kabul }, shown)).toEqual(['From 42S WD 18360 17615', 'Set the end of the line'])
})

test('range and bearings both ways, and both ends; while the line follows the pointer how to set its end', () => {
  const measured = { rangeM: 12_400, bearingDeg: 45.2, backBearingDeg: 225.3 }
  expect(measureWords({ from: kabul, to: at(34.6, 69.3), measured, isSet: false }, shown)).toEqual([
    '12.4 km · 6.7 NM',
    '045° true, back 225°',
    'From 42S WD 18360 17615',
    expect.stringMatching(/^To 42S WD /),
    'Click to set the end',
  ])
})

test('one and the same point has no bearing', () => {
  const measured = { rangeM: 0, bearingDeg: Number.NaN, backBearingDeg: Number.NaN }
  expect(measureWords({ from: kabul, to: kabul, measured, isSet: true }, shown)).toContain('No bearing: one point')
})

test('a drone is named, with its state where its place is not current', () => {
  const end = { from: at(34.5, 69.2, true), to: null, measured: null, isSet: false }
  expect(measureWords(end, shown)[0]).toBe('From HAWK-1-02 (Unknown), 42S WD 18360 17615')
})

test('beyond 180° a place keeps its own longitude; where MGRS ends it is in degrees', () => {
  const from = (latitudeDeg: number, longitudeDeg: number) =>
    measureWords({ from: at(latitudeDeg, longitudeDeg), to: null, measured: null, isSet: false }, shown)[0]
  expect(from(34.5, 429.2)).toBe('From 42S WD 18360 17615')
  expect(from(84.9, 190)).toBe('From 84.90000° N 170.00000° W')
})
