import { expect, test } from 'vitest'
import { csvOf, fileNameOf } from './downloads.ts'

const column = (name: string, type: 'instant' | 'integer' | 'text') => ({ name, type, unit: null, description: '' })
const columns = [column('at', 'instant'), column('readings', 'integer'), column('callsign', 'text')]

test('a CSV file has the rows as they came, and no cell that a spreadsheet would run', () => {
  const rows = [['2026-11-28T10:00:00Z', -5, '=cmd|x']]
  expect(csvOf({ columns, rows })).toBe('at,readings,callsign\r\n2026-11-28T10:00:00Z,-5,"\'=cmd|x"\r\n')
  expect(fileNameOf('distance', { lakeAsOf: '2026-11-28T10:15:00.000Z' }, 'csv')).toBe('distance_2026-11-28T10-15.csv')
  expect(fileNameOf('distance', { lakeAsOf: null }, 'png')).toBe('distance.png')
})
