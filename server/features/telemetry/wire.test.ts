import { expect, test } from 'vitest'
import { toCsvCell } from './wire.ts'

test.each([
  ['=cmd|"/C calc"!A0', `"'=cmd|""/C calc""!A0"`],
  ['+1', `"'+1"`],
  ['-1', `"'-1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\t=1', `"'\t=1"`],
  ['\r=1', `"'\r=1"`],
])('text %j, which a spreadsheet would run, is quoted', (text, cell) => expect(toCsvCell(text)).toBe(cell))

test.each([
  [-33.5, '-33.5'],
  [0, '0'],
  [null, ''],
  [undefined, ''],
  ['leader', 'leader'],
  ['a,b', '"a,b"'],
  ['a"b', '"a""b"'],
  ['a\nb', '"a\nb"'],
])('%j stands as %s', (value, cell) => expect(toCsvCell(value)).toBe(cell))
