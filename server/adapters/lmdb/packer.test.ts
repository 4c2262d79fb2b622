/** Rows keep their values, order and time to live wherever they lie: plain, in blocks, or in both. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open as openFile } from 'lmdb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { int, nullable } from '../../../schema/table-types.ts'
import { createTestClock, type TestClock } from '../memory/test-clock.ts'
import { dayMs, hourMs, readAll, type Sample, sampleOf, samples, samplesOf } from './packer.fixture.ts'
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

test('an hour is compressed when it is closed and no write to it is recent, and reads the same', async () => {
  const rows = samplesOf(1, hourMs, 2_000)
  await store.insert(samples, rows)
  expect(await store.packNow(0)).toMatchObject({ rows: 2_000, partitions: 1 })
  expect(await store.packNow(0)).toMatchObject({ rows: 0 })
  for (const limit of [7, 1_000, 10_000]) {
    expect(await readAll(store, rows[0] as Sample, limit)).toEqual(rows.toReversed())
    expect(await readAll(store, rows[0] as Sample, limit, true)).toEqual(rows)
  }
  for (const row of rows.slice(0, 50)) expect(await store.find(samples, row)).toEqual(row)
  expect(await store.find(samples, sampleOf(1, hourMs + 5))).toBeNull()
})

test('an open hour, and one written to in the last 5 minutes, stay as they are', async () => {
  clock.setNow(2 * hourMs - 1)
  await store.insert(samples, samplesOf(1, hourMs, 100))
  await store.insert(samples, samplesOf(2, hourMs, 100))
  expect(await store.packNow(0)).toMatchObject({ rows: 0 })
  clock.setNow(2 * hourMs)
  await store.insert(samples, samplesOf(2, hourMs, 1))
  clock.setNow(2 * hourMs + 299_999)
  expect(await store.packNow()).toMatchObject({ rows: 100, partitions: 1 })
  clock.setNow(2 * hourMs + 300_000)
  expect(await store.packNow()).toMatchObject({ rows: 100, partitions: 1 })
})

test('the store compresses by itself, every few minutes, and stops when it is closed', async () => {
  await store.insert(samples, samplesOf(1, hourMs, 3_000))
  await clock.advance(600_000)
  expect(await store.packNow(0)).toMatchObject({ rows: 0 })
  await store.insert(samples, samplesOf(2, hourMs, 3_000))
  const packing = store.packNow(0)
  await store.close()
  await packing
  store = await open()
  expect(await readAll(store, sampleOf(2, hourMs), 10_000, true)).toEqual(samplesOf(2, hourMs, 3_000))
})

test('late rows cost only their partition, and there only the blocks near them', async () => {
  for (const owner of [1, 2, 3]) await store.insert(samples, samplesOf(owner, hourMs, 5_000))
  const all = await store.packNow(0)
  expect(all).toMatchObject({ partitions: 3, rows: 15_000 })
  const late = samplesOf(2, hourMs + 5, 3, 1)
  await store.insert(samples, late)
  const again = await store.packNow(0)
  expect(again).toMatchObject({ partitions: 1, rows: 3 })
  expect(again.bytes).toBeLessThan(all.bytes / 10)
  const expected = [...samplesOf(2, hourMs, 5_000), ...late].sort((a, b) => a.atMs - b.atMs)
  expect(await readAll(store, sampleOf(2, hourMs), 10_000, true)).toEqual(expected)
})

/** How many rows each block has, in order of key. */
async function countRowsOfBlocks(): Promise<number[]> {
  await store.close()
  const root = openFile({ path: join(dataDir, 'store.lmdb'), maxDbs: 100 })
  const name = [...root.getKeys()].find((key) => String(key).startsWith('samples#blocks')) as string
  const blocks = root.openDB<Buffer, Buffer>({ name, encoding: 'binary', keyEncoding: 'binary' })
  const counts = [...blocks.getRange()].map(({ value }) => value.readUInt16LE(2))
  await root.close()
  store = await open()
  return counts
}

test('the first rows lie in a small block, which is quickly read alone, and few others are small, whatever comes late', async () => {
  await store.insert(samples, samplesOf(1, hourMs, 3_000))
  await store.packNow(0)
  const [first = 0, ...others] = await countRowsOfBlocks()
  expect(first).toBe(8)
  expect(Math.min(...others.slice(0, -1))).toBeGreaterThan(20)
  for (let n = 0; n < 60; n++) {
    await store.insert(samples, [sampleOf(1, hourMs + 30_000 + n)])
    await store.packNow(0)
  }
  const counts = await countRowsOfBlocks()
  expect(counts[0]).toBe(8)
  expect(counts.length).toBeLessThan(others.length + 8)
})

/** Opens the store with a stopwatch that runs, so that other work can run between pieces of compression. */
async function reopenWithStopwatch(): Promise<void> {
  await store.close()
  const running = { ...clock, monotonicMs: () => performance.now() }
  store = await openLmdbTables({ dataDir, clock: running, tables: [samples], log })
}
const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

test('rows inserted and deleted while their partition is compressed are neither lost nor back', async () => {
  await reopenWithStopwatch()
  const rows = samplesOf(1, hourMs, 3_000)
  await store.insert(samples, rows)
  for (let round = 0; round < 30; round++) {
    const packing = store.packNow(0)
    // Mostly rows that were written in the last round, and so are being compressed.
    const changed = rows.filter((_, index) => index % 20 === round >> 3)
    for (let turn = 0; turn < round; turn++) await nextTurn()
    const later = changed.slice(4).map(({ atMs }) => sampleOf(1, atMs, round + 1))
    await Promise.all([store.insert(samples, later), store.delete(samples, changed.slice(0, 4))])
    await packing
    for (const row of later) rows[rows.findIndex(({ atMs }) => atMs === row.atMs)] = row
    for (const row of changed.slice(0, 4)) rows.splice(rows.indexOf(row), 1)
    expect(await readAll(store, sampleOf(1, hourMs), 10_000, true)).toEqual(rows)
  }
})

test('rows in blocks expire to the millisecond, and a window goes with its blocks', async () => {
  await store.insert(samples, samplesOf(1, hourMs, 500))
  clock.setNow(2 * hourMs + 1)
  await store.insert(samples, samplesOf(1, hourMs + 5, 1))
  await store.packNow(0)
  clock.setNow(2 * hourMs + dayMs)
  expect(await readAll(store, sampleOf(1, hourMs))).toEqual(samplesOf(1, hourMs + 5, 1))
  clock.setNow(2 * hourMs + 1 + dayMs)
  expect(await readAll(store, sampleOf(1, hourMs))).toEqual([])
  await clock.advance(2 * dayMs)
  await clock.advance(hourMs)
  clock.setNow(2 * hourMs)
  expect(await readAll(store, sampleOf(1, hourMs))).toEqual([])
})

test('rows of an older layout stay as they were written, beside those of the new one', async () => {
  await store.insert(samples, samplesOf(1, hourMs, 300))
  await store.packNow(0)
  await store.close()
  const columns = { ...samples.columns, added: nullable(int()) }
  const wider = { ...samples, columns } as typeof samples
  const openWider = () => openLmdbTables({ dataDir, clock, tables: [wider], log })
  store = await openWider()
  const added = samplesOf(1, hourMs + 5, 300).map((row) => ({ ...row, added: row.atMs }))
  await store.insert(wider, added)
  await store.packNow(0)
  const { rows } = await store.scan(wider, sampleOf(1, hourMs), { reverse: true })
  const old = samplesOf(1, hourMs, 300).map((row) => ({ ...row, added: null }))
  expect(rows).toEqual([...old, ...added].sort((a, b) => a.atMs - b.atMs))
  await store.close()
  store = await open()
  expect(await readAll(store, sampleOf(1, hourMs), 1_000, true)).toEqual(
    [...samplesOf(1, hourMs, 300), ...samplesOf(1, hourMs + 5, 300)].sort((a, b) => a.atMs - b.atMs),
  )
})
