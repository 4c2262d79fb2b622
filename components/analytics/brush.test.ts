import { expect, test } from 'vitest'
import { brushableOf, parseBrush, pickedOf, printBrush } from './brush.ts'

const droneId = '660e8400-e29b-41d4-a716-446655440001'

test('charts over time pick time, bars pick what their names stand for, and others pick nothing', () => {
  expect(brushableOf('readings-per-second')).toEqual({ axis: 'x', kind: 'time', column: 'bucketAt' })
  expect(brushableOf('tenures')).toEqual({ axis: 'x', kind: 'time', column: 'tenureFromAt' })
  expect(brushableOf('distance')).toEqual({ axis: 'y', kind: 'droneIds', column: 'droneId' })
  expect(brushableOf('time-without-leader')).toEqual({ axis: 'y', kind: 'convoyIds', column: 'convoyId' })
  expect(brushableOf('accuracy-by-weapon-type')).toEqual({ axis: 'y', kind: 'weaponTypes', column: 'weaponType' })
  expect(brushableOf('link-over-terrain')).toBeNull()
  expect(brushableOf('leadership-reasons')).toBeNull()
})

test('a brush over all rows, or over none, picks nothing', () => {
  const distance = { axis: 'y', kind: 'droneIds', column: 'droneId' } as const
  const row = { droneId, distanceM: 5 }
  expect(pickedOf(distance, [row], 2)).toEqual({ kind: 'droneIds', values: [droneId] })
  expect(pickedOf(distance, [row, row], 3)).toEqual({ kind: 'droneIds', values: [droneId] })
  expect(pickedOf(distance, [row], 1)).toBeNull()
  expect(pickedOf(distance, [], 2)).toBeNull()
  expect(pickedOf(distance, [{ droneId: null }], 2)).toBeNull()
})

test.each([
  `distance~droneIds~${droneId}`,
  'accuracy-by-weapon-type~weaponTypes~GBU38_JDAM,AGM176_GRIFFIN',
  'readings-per-second~2026-11-28T10:00:00.000Z~2026-11-28T11:00:00.000Z',
])('%s comes back as it was written', (text) => {
  const brush = parseBrush(text)
  expect(brush && printBrush(brush)).toBe(text)
})

test.each([
  null,
  '',
  'distance',
  `distance~convoyIds~${droneId}`,
  'distance~droneIds~HAWK',
  `link-over-terrain~droneIds~${droneId}`,
  'readings-per-second~2026-11-28T11:00:00Z~2026-11-28T10:00:00Z',
  'readings-per-second~droneIds~1',
])('%s is no brush', (text) => expect(parseBrush(text)).toBeNull())
