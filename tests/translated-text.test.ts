import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findMixedText } from './support/mixed-text.ts'

test('F129 text that changes stands alone in its element: a translated page goes on saying what is so', () => {
  expect(findMixedText(join(import.meta.dirname, '..'), ['app', 'components'])).toEqual([])
}, 60_000)
