/** Guarantees of this adapter only: space of expired rows is reclaimed, and a disk that hangs fails writes. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RootDatabase } from 'lmdb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { blob, defineTable, int, timestamp, uuid } from '../../../schema/table-types.ts'
import type { OpenTables } from '../../ports/tables.ts'
import { createTestClock, type TestClock } from '../memory/test-clock.ts'
import { createFailures } from './failures.ts'
import { createGroupCommit } from './group-commit.ts'
import { openLmdbTables } from './tables.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
const columns = { ownerId: uuid(), monthMs: timestamp(), n: int(), load: blob() }
const shape = { columns, clustering: [{ column: 'n', order: 'asc' }], ttlMs: dayMs, description: '' } as const
const windowed = defineTable('windowed', { ...shape, partitionKey: ['ownerId', 'monthMs'], windowBy: 'monthMs' })
const plain = defineTable('plain', { ...shape, partitionKey: ['ownerId', 'monthMs'] })
const tables = [windowed, plain]

const load = new Uint8Array(200)
const ownerId = '00000000-0000-4000-8000-000000000001'
const rowsOf = (monthMs: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({ ownerId, monthMs, n, load }))

let dataDir: string
let clock: TestClock
let store: OpenTables
const said: string[] = []
const log = {
  info: (_: object, message: string) => said.push(message),
  error: (_: object, message: string) => said.push(message),
}
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'lifetime-'))
  clock = createTestClock(365 * dayMs)
  said.length = 0
  store = await openLmdbTables({ dataDir, clock, tables, log })
})
afterEach(async () => {
  await store.close()
  rmSync(dataDir, { recursive: true, force: true })
})
const sizeBytes = () => statSync(join(dataDir, 'store.lmdb')).size
/** Advances the clock; the write at the end waits for the sweeps that became due. */
const advance = async (ms: number) => {
  await clock.advance(ms)
  await store.insert(windowed, rowsOf(0, 1))
}

test.each([windowed, plain])('the space of expired rows of $name is reused', async (table) => {
  await store.insert(table, rowsOf(0, 5_000))
  const before = sizeBytes()
  for (let month = 1; month <= 5; month++) {
    await advance(2 * dayMs)
    await advance(hourMs)
    await store.insert(table, rowsOf(month * 30 * dayMs, 5_000))
  }
  expect(sizeBytes()).toBeLessThan(before * 2.5)
  expect(
    (await store.scan(table, null, { limit: 10_000 })).rows.filter(({ load }) => load.length > 0).length,
  ).toBeLessThan(5_002)
})

test('a window is kept while one of its rows is live, however old the others are', async () => {
  await store.insert(windowed, rowsOf(0, 10))
  await clock.advance(dayMs - hourMs)
  await store.insert(windowed, rowsOf(0, 1))
  await clock.advance(dayMs - 1)
  expect((await store.scan(windowed, { ownerId, monthMs: 0 })).rows.map(({ n }) => n)).toEqual([0])
  expect(said).toEqual([])
})

test('a window that expired while the store was closed is dropped when it opens', async () => {
  await store.insert(windowed, rowsOf(0, 10))
  await store.close()
  await clock.advance(3 * dayMs)
  store = await openLmdbTables({ dataDir, clock, tables, log })
  await store.insert(windowed, rowsOf(90 * dayMs, 1))
  expect(said).toEqual(['dropped a window of expired rows'])
  await store.insert(windowed, rowsOf(0, 1))
  expect((await store.scan(windowed, { ownerId, monthMs: 0 })).rows.length).toBe(1)
})

test('event times of any year have a window, even 1,200 different months', async () => {
  const months = [Number.MIN_SAFE_INTEGER, -1, ...Array.from({ length: 1_200 }, (_, n) => n * 30 * dayMs), 2 ** 53 - 1]
  await store.insert(
    windowed,
    months.flatMap((monthMs) => rowsOf(monthMs, 1)),
  )
  for (const monthMs of months)
    expect((await store.scan(windowed, { ownerId, monthMs })).rows).toEqual(rowsOf(monthMs, 1))
  await store.close()
  store = await openLmdbTables({ dataDir, clock, tables, log })
  expect((await store.scan(windowed, null, { limit: 10_000 })).rows.length).toBe(months.length)
})

test('with a disk that hangs, pending and later writes fail after 30 s', async () => {
  const hanging = { batch: () => new Promise(() => {}) } as unknown as RootDatabase
  const toFailure = createFailures(dataDir)
  const commits = createGroupCommit({ root: hanging, clock, toFailure, requireRoom() {} })
  const write = () =>
    commits.add({ readsFirst: false, rows: 1, prepare() {}, apply() {} }).catch((error: unknown) => error)
  const first = write()
  await clock.advance(1)
  const second = write()
  await clock.advance(30_000)
  expect(await first).toMatchObject({ code: 'unavailable', retryAfterMs: 30_000 })
  await clock.advance(30_000)
  expect(await second).toMatchObject({ code: 'unavailable' })
})

test('a disk that is all but full is refused before LMDB is asked, and taken again once it has room', async () => {
  let isFull = true
  let asked = 0
  const batch = async (apply: () => void) => {
    asked++
    apply()
  }
  const root = { batch } as unknown as RootDatabase
  const commits = createGroupCommit({
    ...{ root, clock, toFailure: createFailures(dataDir) },
    requireRoom() {
      if (isFull) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    },
  })
  const write = () => commits.add({ readsFirst: false, rows: 1, prepare() {}, apply() {} })
  await expect(write()).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('the disk is full'),
  })
  expect(asked).toBe(0)
  isFull = false
  await write()
  expect(asked).toBe(1)
})
