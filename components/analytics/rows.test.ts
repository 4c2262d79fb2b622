import { expect, test } from 'vitest'
import { rowsOf } from './rows.ts'

const column = (name: string, type: 'instant' | 'integer' | 'text') => ({ name, type, unit: null, description: '' })
const columns = [column('at', 'instant'), column('readings', 'integer'), column('callsign', 'text')]

test('rows have instants as ms and whole numbers beyond 2^53 as numbers', () => {
  const rows = [
    ['2026-11-28T10:00:00Z', '9007199254740993', 'HAWK-1'],
    [null, 5, null],
  ]
  expect(rowsOf({ columns, rows })).toEqual([
    { at: Date.UTC(2026, 10, 28, 10), readings: 9_007_199_254_740_992, callsign: 'HAWK-1' },
    { at: null, readings: 5, callsign: null },
  ])
})
