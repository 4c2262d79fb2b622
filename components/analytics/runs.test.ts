import { expect, test } from 'vitest'
import { runsOf } from './runs.ts'

test('no line is drawn over buckets that are missing, and a bucket by itself is known', () => {
  const rows = [0, 5, 10, 25, 40, 45].map((atMs) => ({ atMs }))
  const { run, alone } = runsOf(rows, 'atMs')
  expect(rows.map((row) => run.get(row))).toEqual([0, 0, 0, 1, 2, 2])
  expect(alone).toEqual([{ atMs: 25 }])
})
