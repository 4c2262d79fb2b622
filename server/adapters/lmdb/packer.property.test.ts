/** The store against a plain map of rows, under random operations; a failure prints its seed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestClock, type TestClock } from '../memory/test-clock.ts'
import { dayMs, hourMs, readAll, type Sample, sampleOf, samples } from './packer.fixture.ts'
import { type LmdbTables, openLmdbTables } from './tables.ts'

let dataDir: string
let clock: TestClock
let store: LmdbTables
const errors: object[] = []
const log = { info() {}, error: (details: object) => void errors.push(details) }
const open = () => openLmdbTables({ dataDir, clock, tables: [samples], log })
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'packer-'))
  clock = createTestClock(2 * hourMs)
  errors.length = 0
  store = await open()
})
afterEach(async () => {
  await store.close()
  rmSync(dataDir, { recursive: true, force: true })
  expect(errors).toEqual([])
})

const columnNames = ['note', 'n', 'atMs', 'isOpen', 'load', 'ratio'] as const

type Step =
  | { do: 'insert'; owner: number; at: number[]; version: number }
  | { do: 'delete'; owner: number; at: number[] }
  | { do: 'insertIf'; owner: number; at: number; version: number }
  | { do: 'pack' }
  | { do: 'reopen' }
  | { do: 'pass'; ms: number }
  | { do: 'scan'; owner: number; from: number; until: number; reverse: boolean; limit: number }
const owner = fc.integer({ min: 1, max: 2 })
/** Few instants, so that rows are replaced and deleted. */
const anyAt = fc.integer({ min: 0, max: 60 }).map((n) => hourMs + 10 * n)
const someAt = fc.array(anyAt, { minLength: 1, maxLength: 40 })
const version = fc.integer({ min: 0, max: 255 })
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('insert' as const), owner, at: someAt, version }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), owner, at: someAt }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('insertIf' as const), owner, at: anyAt, version }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pack' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: dayMs / 3 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('scan' as const),
      owner,
      from: anyAt,
      until: anyAt,
      reverse: fc.boolean(),
      limit: fc.integer({ min: 1, max: 70 }),
    }),
  },
)

test('any operations, compressed at any moment, read like a plain map of rows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 40 }), async (steps) => {
      await store.close()
      rmSync(dataDir, { recursive: true, force: true })
      clock = createTestClock(2 * hourMs)
      store = await open()
      const model = new Map<string, { row: Sample; writtenAtMs: number }>()
      const keyOf = (row: Sample) => `${row.ownerId} ${row.atMs}`
      const live = (row: Sample) => {
        const kept = model.get(keyOf(row))
        return kept && clock.nowMs() - kept.writtenAtMs < dayMs ? kept.row : null
      }
      const keep = (row: Sample) => void model.set(keyOf(row), { row, writtenAtMs: clock.nowMs() })
      for (const step of steps) {
        if (step.do === 'pack') await store.packNow(0)
        else if (step.do === 'pass') clock.setNow(clock.nowMs() + step.ms)
        else if (step.do === 'reopen') {
          await store.close()
          store = await open()
        } else if (step.do === 'insert') {
          const rows = step.at.map((at) => sampleOf(step.owner, at, step.version))
          await store.insert(samples, rows)
          rows.forEach(keep)
        } else if (step.do === 'delete') {
          const rows = step.at.map((at) => sampleOf(step.owner, at))
          await store.delete(samples, rows)
          for (const row of rows) model.delete(keyOf(row))
        } else if (step.do === 'insertIf') {
          const row = sampleOf(step.owner, step.at, step.version)
          const before = live(row)
          const { applied } = await store.insertIf(samples, row, null)
          expect(applied).toBe(before === null)
          if (applied) keep(row)
        } else {
          const { from, until, reverse, limit } = step
          const partition = sampleOf(step.owner, hourMs)
          const range = { from: { atMs: from }, until: { atMs: until }, reverse, limit }
          const expected = [...model.values()]
            .map(({ row }) => row)
            .filter((row) => row.ownerId === partition.ownerId && row.atMs <= from && row.atMs > until && live(row))
            .sort((a, b) => (reverse ? a.atMs - b.atMs : b.atMs - a.atMs))
          const { rows, next } = await store.scan(samples, partition, range)
          expect(rows).toEqual(expected.slice(0, limit))
          expect(await store.scanColumns(samples, partition, columnNames, range)).toEqual({
            rowCount: rows.length,
            columns: Object.fromEntries(columnNames.map((name) => [name, rows.map((row) => row[name])])),
            next,
          })
          for (const row of expected.slice(0, 5)) expect(await store.find(samples, row)).toEqual(row)
        }
      }
      for (const one of [1, 2]) {
        const partition = sampleOf(one, hourMs)
        const expected = [...model.values()].map(({ row }) => row).filter((row) => row.ownerId === partition.ownerId)
        expect(await readAll(store, partition, 10, true)).toEqual(expected.filter(live).sort((a, b) => a.atMs - b.atMs))
      }
    }),
    { numRuns: 60 },
  )
}, 120_000)
