import { expect, test } from 'vitest'
import { toCsvCell } from './csv.ts'

test.each([
  ['=cmd|"/C calc"!A0', `"'=cmd|""/C calc""!A0"`],
  ['+1', `"'+1"`],
  ['-1', `"'-1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\t=1', `"'\t=1"`],
  ['\r=1', `"'\r=1"`],
  ['\nx', `"'\nx"`],
  ['  =1', `"'  =1"`],
  ['\u00a0=1', `"'\u00a0=1"`],
  ['\u200b=1', `"'\u200b=1"`],
  ['\ufeff@1', `"'\ufeff@1"`],
  ['＝1', `"'＝1"`],
  ['　＋1', `"'　＋1"`],
  ['－1', `"'－1"`],
  ['＠A', `"'＠A"`],
  ['−1', `"'−1"`],
])('text %j, which a spreadsheet would run, is made harmless', (text, cell) => expect(toCsvCell(text)).toBe(cell))

test.each([
  [-33.5, '-33.5'],
  [0, '0'],
  [1e-7, '1e-7'],
  [null, ''],
  [undefined, ''],
  ['leader', 'leader'],
  ['HAWK-1', 'HAWK-1'],
  ['a=b', 'a=b'],
  ['a,b', '"a,b"'],
  ['a;b', '"a;b"'],
  ['a"b', '"a""b"'],
  ['a\nb', '"a\nb"'],
])('%j stands as %s', (value, cell) => expect(toCsvCell(value)).toBe(cell))
