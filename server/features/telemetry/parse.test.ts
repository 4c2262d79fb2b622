import { expect, test } from 'vitest'
import { telemetryFieldNames } from '../../../schema/telemetry.ts'
import { parseReading } from './parse.ts'

const nowMs = Date.UTC(2026, 10, 22, 6)
const droneId = '550e8400-e29b-41d4-a716-446655440000'
const other = '660e8400-e29b-41d4-a716-446655440001'
const wire = { droneId, recordedAt: nowMs - 1_000, sequence: 7, latitudeDeg: 34.5, longitudeDeg: 69.2 }
const parse = (changes: object) => parseReading({ ...wire, ...changes }, nowMs)

test('what was not reported is null, every field of the registry is there', () => {
  const parsed = parse({ altitudeM: 12 })
  if ('fault' in parsed) throw new Error('refused')
  expect(parsed.reading).toMatchObject({
    droneId,
    recordedAtMs: nowMs - 1_000,
    sequence: 7,
    altitudeM: 12,
    fuelPct: null,
  })
  expect(Object.keys(parsed.reading).sort()).toEqual(
    [...telemetryFieldNames, 'droneId', 'leadership', 'recordedAtMs', 'sequence'].sort(),
  )
  expect(parsed.ignored).toEqual({ names: [], count: 0 })
})

test('bounds themselves are in bounds', () => {
  for (const good of [
    { latitudeDeg: 90 },
    { longitudeDeg: -180 },
    { headingDeg: 360 },
    { fuelPct: 0 },
    { sequence: 2 ** 31 - 1 },
  ])
    expect(parse(good)).toHaveProperty('reading')
})

test('a time may be RFC 3339 with any offset', () => {
  expect(parse({ recordedAt: '2026-11-22T10:29:59.25+04:30' })).toMatchObject({
    reading: { recordedAtMs: nowMs - 750 },
  })
})

test('the first fault in order of the fields is the one that is named', () => {
  expect(parse({ longitudeDeg: 1e9, latitudeDeg: 91 })).toMatchObject({ fault: { path: 'latitudeDeg' } })
})

test('a reading before 2000 is refused with the time that is expected', () => {
  expect(parse({ recordedAt: '1999-12-31T23:59:59Z' })).toMatchObject({
    fault: { path: 'recordedAt', expected: 'a time since 2000-01-01T00:00:00Z', got: '"1999-12-31T23:59:59Z"' },
  })
})

test('a report of leadership comes out whole, what it leaves out is null or empty', () => {
  const follower = { term: 3, role: 'follower', leaderId: other.toUpperCase() }
  expect(parse({ leadership: follower })).toMatchObject({
    reading: { leadership: { term: 3, role: 'follower', leaderId: other, votedFor: null, peers: [] } },
  })
  const peers = [{ droneId: other, linkPct: 88.5 }]
  const leader = { term: 3, role: 'leader', leaderId: droneId, votedFor: droneId, peers }
  expect(parse({ leadership: leader })).toMatchObject({ reading: { leadership: leader } })
  expect(parse({ leadership: null })).toMatchObject({ reading: { leadership: null } })
})

test('of a thousand unknown fields some are named, and all are counted', () => {
  const unknown = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`x${index}`, index]))
  const named = Object.keys(unknown).slice(0, 32)
  expect(parse(unknown)).toMatchObject({ ignored: { names: named, count: 1_000 } })
  const leadership = { term: 1, role: 'follower', leaderId: null, ...unknown }
  expect(parse({ ...unknown, leadership })).toMatchObject({ ignored: { names: named, count: 2_000 } })
})

test('one reading leaves nothing behind for the next', () => {
  parse({ altitudeM: 1, leadership: { term: 1, role: 'follower', leaderId: null } })
  expect(parse({})).toMatchObject({ reading: { altitudeM: null, leadership: null } })
  expect(parseReading({ droneId }, nowMs)).toMatchObject({ fault: { path: 'recordedAt', got: 'nothing' } })
})
