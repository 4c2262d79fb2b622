import { expect, test } from 'vitest'
import { nameFailed, toFailures } from './run-all-counts.ts'

test('where everything is required a skipped test is a failure that is named', () => {
  const failures = toFailures([{ file: 'tests/a.test.ts', name: 'behind nginx' }])
  expect(nameFailed(failures)).toEqual([
    'tests/a.test.ts: behind nginx\n    expected every test to run, but this one was skipped',
  ])
})
