import { expect, test } from 'vitest'
import { ageOf, caveatsOf, coverageOf, pickedWords, spanOf } from './answer-words.ts'

const parameters = { fromAt: '2026-11-27T12:00:00.000Z', toAt: '2026-11-28T12:00:00.000Z' }

test('an answer says what it covers and how old it is', () => {
  expect(coverageOf('distance', { parameters })).toBe('Minutes from 2026-11-27 12:00 to 2026-11-28 12:00 UTC.')
  expect(coverageOf('speed-profile', { parameters })).toMatch(/^Hours/)
  expect(coverageOf('distance', { parameters: {} })).toBeNull()
  const lakeAsOf = '2026-11-28T12:00:00.000Z'
  expect(ageOf({ lakeAsOf }, Date.parse(lakeAsOf) + 34_000)).toBe(
    'Readings received until 2026-11-28 12:00:00Z are counted: 34 s ago.',
  )
  expect(ageOf({ lakeAsOf: null }, 0)).toMatch(/^Nothing was exported/)
  expect(spanOf({ parameters })).toEqual([Date.parse(parameters.fromAt), Date.parse(parameters.toAt)])
})

test('an answer says what was sampled, cut, not narrowed and not drawn; nothing when it is whole', () => {
  expect(caveatsOf({ rows: [], isTruncated: false }, [], 0)).toEqual([])
  const all = caveatsOf({ rows: [[1]], isTruncated: true, sampled: { everyMinutes: 4 } }, ['droneIds'], 2)
  expect(all).toHaveLength(4)
  expect(all[0]).toContain('every 4')
  expect(all[2]).toContain('drones')
})

test('a brush is said in words', () => {
  const [fromMs, toMs] = [Date.UTC(2026, 10, 28, 10), Date.UTC(2026, 10, 28, 11)]
  expect(pickedWords({ kind: 'time', fromMs, toMs })).toBe('2026-11-28 10:00 to 2026-11-28 11:00 UTC')
  expect(pickedWords({ kind: 'weaponTypes', values: ['NONE'] })).toBe('1 of the weapon types')
})
