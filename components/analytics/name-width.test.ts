import { expect, test } from 'vitest'
import { fittedName, nameWidthPx } from './name-width.ts'

test('a name that fits is left whole, a longer one is cut between letters, whatever its script', () => {
  expect(fittedName('HAWK-1', 100)).toBe('HAWK-1')
  expect(fittedName('A'.repeat(32), 100)).toBe(`${'A'.repeat(14)}…`)
  expect(fittedName('鷹'.repeat(32), 100)).toBe(`${'鷹'.repeat(7)}…`)
  expect(fittedName('صقر'.repeat(10), 100)).toHaveLength(11)
  expect(fittedName('a\u0301'.repeat(32), 100)).toBe(`${'a\u0301'.repeat(14)}…`)
})

test('no cut name is wider than its room', () => {
  for (const letter of ['A', 'W', '鷹', 'ص', 'a\u0301', '한'])
    for (let length = 1; length <= 32; length++)
      expect(nameWidthPx(fittedName(letter.repeat(length), 174))).toBeLessThanOrEqual(174)
})
