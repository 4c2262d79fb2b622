import { beforeEach, expect, test } from 'vitest'
import type { ReadingsMessage } from '../../../schema/events.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import { createTestClock, type TestClock } from '../../adapters/memory/test-clock.ts'
import { createReportGatherer } from './report-gatherer.ts'

let clock: TestClock
let costMs: number
let applied: [convoyId: string, sequences: number[]][]
let skipped: [sequence: number, reason: unknown][]
let stop: AbortController
let take: (sequence: number, convoyId?: string) => Promise<void>
beforeEach(() => {
  clock = createTestClock()
  costMs = 0
  applied = []
  skipped = []
  stop = new AbortController()
  let workedMs = 0
  const gather = createReportGatherer({
    clock: { ...clock, monotonicMs: () => clock.monotonicMs() + workedMs },
    signal: stop.signal,
    async apply(convoyId, readings) {
      const sequences = readings.map(({ sequence }) => sequence)
      if (sequences.includes(-1)) throw new Error('no reading')
      workedMs += costMs
      applied.push([convoyId, sequences])
    },
  })
  take = (sequence, convoyId = 'a') => {
    const message = { convoyId: convoyId as ConvoyId, readings: [{ sequence } as StoredReading] }
    return gather(message satisfies ReadingsMessage, (reason) => void skipped.push([sequence, reason]))
  }
})

test('readings that cost nothing are applied before the message is done', async () => {
  for (const sequence of [1, 2]) {
    await take(sequence)
    expect(applied.at(-1)).toEqual(['a', [sequence]])
  }
})

test('readings that cost much wait for nine times that cost, at most 250 ms, and are applied together by convoy', async () => {
  costMs = 10
  await take(1)
  for (const [sequence, convoyId] of [
    [2, 'a'],
    [3, 'b'],
    [4, 'a'],
  ] as const)
    await take(sequence, convoyId)
  expect(applied).toEqual([['a', [1]]])
  await clock.advance(89)
  expect(applied).toHaveLength(1)
  costMs = 1_000
  await clock.advance(1)
  expect(applied.slice(1)).toEqual([
    ['a', [2, 4]],
    ['b', [3]],
  ])
  await take(5)
  await clock.advance(249)
  expect(applied).toHaveLength(3)
  await clock.advance(1)
  expect(applied.at(-1)).toEqual(['a', [5]])
})

test('a message that can’t be applied is skipped with its reason, alone or among others', async () => {
  await take(-1)
  expect(skipped).toEqual([[-1, new Error('no reading')]])
  costMs = 10
  await take(1)
  for (const sequence of [2, -1, 3]) await take(sequence)
  await clock.advance(500)
  expect(skipped).toHaveLength(2)
  expect(applied.map(([, sequences]) => sequences)).toEqual([[1], [2], [3]])
})

test('nothing is applied once stopped', async () => {
  costMs = 10
  await take(1)
  await take(2)
  stop.abort()
  await clock.advance(500)
  expect(applied).toEqual([['a', [1]]])
})
