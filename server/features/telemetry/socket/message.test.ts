import { expect, test } from 'vitest'
import { emptyResult, type IngestResult } from '../ingest-result.ts'
import { printAcknowledgement } from './message.ts'

test('an acknowledgement is the JSON of its result, whatever that holds', () => {
  const fault = { code: 'invalid', path: 'fuelPct', expected: 'a number', got: '"12"' } as const
  const results: Partial<IngestResult>[] = [
    {},
    { accepted: 3, duplicates: 2, late: 1, gaps: 7 },
    { flagged: { nullIsland: 2, implausible: 1, outOfBounds: [] } },
    { flagged: { nullIsland: 0, implausible: 0, outOfBounds: [{ ...fault, index: 0 }] } },
    { refused: [{ ...fault, index: 4 }] },
    { ignoredCount: 2, ignoredFields: ['colour', 'size"'] },
  ]
  for (const batchId of ['b1', 'quote " and \\ \u2028', 7, 0])
    for (const own of results) {
      const result = { ...emptyResult(), ...own }
      expect(printAcknowledgement(batchId, result)).toBe(JSON.stringify({ type: 'ack', batchId, ...result }))
    }
})
