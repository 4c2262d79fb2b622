import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareKeys, countRecord, type RecordKey, startTally, toTally } from './tally.ts'

type Outcome = RecordKey & { hit: boolean }

/** By the definition: in order, one after the other. */
function tallyInOrder(records: readonly Outcome[]) {
  let currentStreak = 0
  for (const { hit } of [...records].sort(compareKeys)) {
    currentStreak = hit ? Math.max(0, currentStreak) + 1 : Math.min(0, currentStreak) - 1
  }
  return { totalEngagements: records.length, successfulHits: records.filter((r) => r.hit).length, currentStreak }
}

const count = (records: readonly Outcome[], tally = startTally()) => {
  for (const record of records) countRecord(tally, record)
  return toTally(tally)
}

// Few instants, so that several records share one and the id decides.
const outcomes = fc.uniqueArray(
  fc.record({
    engagedAtMs: fc.integer({ min: 0, max: 12 }),
    engagementId: fc.constantFrom('a', 'b', 'c', 'd'),
    hit: fc.boolean(),
  }),
  { selector: (r) => `${r.engagedAtMs} ${r.engagementId}`, maxLength: 40 },
)

test('records counted in any order give the tally of the records in order', () => {
  fc.assert(
    fc.property(outcomes, (records) => {
      expect(count(records)).toEqual(tallyInOrder(records))
    }),
    { numRuns: 2_000 },
  )
})

test('counting on from a tally gives the tally of all records', () => {
  fc.assert(
    fc.property(outcomes, fc.integer({ min: 0, max: 12 }), (records, untilMs) => {
      const before = records.filter((r) => r.engagedAtMs <= untilMs)
      const after = records.filter((r) => r.engagedAtMs > untilMs)
      expect(count(after, startTally(tallyInOrder(before)))).toEqual(tallyInOrder(records))
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  { outcomes: '', streak: 0 },
  { outcomes: 'h', streak: 1 },
  { outcomes: 'm', streak: -1 },
  { outcomes: 'hhmhhh', streak: 3 },
  { outcomes: 'hhmm', streak: -2 },
])('outcomes $outcomes are a streak of $streak', ({ outcomes, streak }) => {
  const records = [...outcomes].map((o, at) => ({ engagedAtMs: at, engagementId: 'a', hit: o === 'h' }))
  expect(count(records).currentStreak).toBe(streak)
})
