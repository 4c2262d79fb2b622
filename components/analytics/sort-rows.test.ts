import { expect, test } from 'vitest'
import { sortedRows } from './sort-rows.ts'

test('rows are sorted by value either way, what is not known last, callsigns by their numbers', () => {
  const names = ['HAWK-10', null, 'HAWK-2'].map((callsign) => ({ callsign }))
  const sorted = (isDescending: boolean) =>
    sortedRows(names, { column: 'callsign', isDescending }).map(({ callsign }) => callsign)
  expect(sorted(false)).toEqual(['HAWK-2', 'HAWK-10', null])
  expect(sorted(true)).toEqual(['HAWK-10', 'HAWK-2', null])
  expect(sortedRows([{ n: 10 }, { n: 9 }], { column: 'n', isDescending: false })).toEqual([{ n: 9 }, { n: 10 }])
})
