/** E89: whatever happened to the files of the store, opening it ends in a sentence, not in a crash or an empty store. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { open as openRaw } from 'lmdb'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { defineTable, int, nullable, text, uuid } from '../../schema/table-types.ts'
import { allTables, telemetry } from '../../schema/tables.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import type { OpenTables } from '../../server/ports/tables.ts'
import { createRunningClock, readRows, rowOf, rowsOf } from '../support/store-rows.ts'

const clock = createRunningClock()
const open = (dataDir: string) => openLmdbTables({ dataDir, clock, tables: allTables })
const pageBytes = 4_096
const rowCount = 6_000

let whole: string
let dataDir: string
let opened: OpenTables | null = null
const fileOf = (folder: string) => join(folder, 'store.lmdb')

beforeAll(async () => {
  whole = mkdtempSync(join(tmpdir(), 'store-whole-'))
  const tables = await open(whole)
  for (let n = 0; n < rowCount; n += 500) await tables.insert(telemetry, rowsOf(1, n, 500))
  await tables.close()
})
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'store-damaged-'))
  for (const name of ['store.lmdb', 'store.json']) copyFileSync(join(whole, name), join(dataDir, name))
})
afterEach(async () => {
  await opened?.close()
  opened = null
  rmSync(dataDir, { recursive: true, force: true })
})
afterAll(() => rmSync(whole, { recursive: true, force: true }))

/** What opening the store says; it must not open. */
async function refusal(): Promise<string> {
  const failure = await open(dataDir).then(
    (tables) => {
      opened = tables
      return new Error('it opened')
    },
    (error: Error) => error,
  )
  expect(failure).toMatchObject({ code: 'unavailable' })
  expect(failure.message).toContain(dataDir)
  return failure.message
}
const restore = 'Restore a backup of this folder, or move it away to begin with an empty store'

function overwrite(position: number, bytes: Uint8Array): void {
  const file = openSync(fileOf(dataDir), 'r+')
  writeSync(file, bytes, 0, bytes.length, position)
  closeSync(file)
}

test('E89 a store that is whole opens, with every row', async () => {
  opened = await open(dataDir)
  expect(await readRows(opened, 1)).toEqual(rowsOf(1, 0, rowCount))
})

test('E89 LMDB file cut in half: clear error and the way to restore', async () => {
  const sizeBytes = statSync(fileOf(dataDir)).size
  truncateSync(fileOf(dataDir), sizeBytes / 2)
  const message = await refusal()
  expect(message).toMatch(new RegExp(`damaged: .*expected at least \\d+ bytes, got ${sizeBytes / 2}`))
  expect(message).toContain(restore)
})

test('E89 LMDB file cut to nothing, to a page, missing: clear error and the way to restore', async () => {
  truncateSync(fileOf(dataDir), pageBytes)
  expect(await refusal()).toContain(restore)
  truncateSync(fileOf(dataDir), 0)
  expect(await refusal()).toMatch(/store.lmdb is missing or empty, though store.json says there is a store/)
  rmSync(fileOf(dataDir))
  expect(await refusal()).toContain(restore)
})

test('E89 a store whose making was broken off at any moment opens', async () => {
  for (const sizeBytes of [0, 100, pageBytes]) {
    rmSync(join(dataDir, 'store.json'), { force: true })
    writeFileSync(fileOf(dataDir), new Uint8Array(sizeBytes))
    await (await open(dataDir)).close()
  }
  for (const file of [fileOf(dataDir), join(dataDir, 'store.json')]) rmSync(file)
  await openRaw({ path: fileOf(dataDir), maxDbs: 1 }).close()
  opened = await open(dataDir)
  await opened.insert(telemetry, rowsOf(1, 0, 1))
  expect(await readRows(opened, 1)).toEqual(rowsOf(1, 0, 1))
})

test('E89 any page overwritten, with noise, zeros or another page: clear error or, where the page is not in use, every row', async () => {
  const pages = statSync(fileOf(dataDir)).size / pageBytes
  const wholeBytes = readFileSync(fileOf(whole))
  const noise = Uint8Array.from({ length: pageBytes }, (_, at) => (at * 2_654_435_761) >>> 13)
  let refused = 0
  for (let page = 0; page < pages; page += page < 20 ? 1 : 37) {
    const own = wholeBytes.subarray(page * pageBytes, (page + 1) * pageBytes)
    const other = wholeBytes.subarray(((page + 7) % pages) * pageBytes, (((page + 7) % pages) + 1) * pageBytes)
    for (const bytes of [noise, new Uint8Array(pageBytes), other]) {
      overwrite(page * pageBytes, bytes)
      const tables = await open(dataDir).catch((error: Error) => error)
      if (tables instanceof Error) {
        expect(tables.message).toMatch(/store.lmdb is damaged: .*page \d+.* got .*Restore a backup/)
        refused++
      } else {
        expect(await readRows(tables, 1)).toEqual(rowsOf(1, 0, rowCount))
        await tables.close()
      }
    }
    overwrite(page * pageBytes, own)
  }
  expect(refused).toBeGreaterThan(60)
})

test('E89 a bit turned in a row: an error that names the row, never another value', async () => {
  const row = rowOf(1, 2_345)
  const latitude = Buffer.alloc(8)
  latitude.writeDoubleLE(row.latitudeDeg)
  const position = readFileSync(fileOf(dataDir)).lastIndexOf(latitude)
  overwrite(position + 2, Uint8Array.of((latitude[2] as number) ^ 1))
  opened = await open(dataDir)
  await expect(opened.find(telemetry, row)).rejects.toThrow(
    /stored row of telemetry is damaged .* expected checksum \d+, got \d+.*Restore a backup/,
  )
  expect(await opened.find(telemetry, rowOf(1, 2_346))).toEqual(rowOf(1, 2_346))
})

test('E89 a newer format, or a manifest that says nothing: clear error, files untouched', async () => {
  const before = readFileSync(fileOf(dataDir))
  writeFileSync(join(dataDir, 'store.json'), '{"format":3}')
  expect(await refusal()).toMatch(/has format 3, expected at most 2: a newer version/)
  writeFileSync(join(dataDir, 'store.json'), '\0\0\0')
  expect(await refusal()).toMatch(/store.json is damaged: expected \{"format":2\}/)
  expect(Buffer.compare(readFileSync(fileOf(dataDir)), before)).toBe(0)
})

test('E89 a second process: clear error that names the first and the folder; the first goes on', async () => {
  opened = await open(dataDir)
  const script = `
    import { openLmdbTables } from '${join(import.meta.dirname, '../../server/adapters/lmdb/tables.ts')}'
    const clock = { nowMs: Date.now, monotonicMs: () => performance.now(), sleep: async () => {}, every: () => () => {} }
    await openLmdbTables({ dataDir: ${JSON.stringify(dataDir)}, clock, tables: [] }).catch((error) => console.log(error.message))
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  await once(child, 'close')
  expect(said).toContain(
    `The store in ${dataDir} can't be opened: it is in use by process ${process.pid} on ${hostname()}`,
  )
  await opened.insert(telemetry, rowsOf(2, 0, 1))
  expect(await readRows(opened, 2)).toEqual(rowsOf(2, 0, 1))
})

test('E89 opened twice by one process: the second is refused', async () => {
  opened = await open(dataDir)
  await expect(open(dataDir)).rejects.toThrow(/is in use by process/)
})

test('E89 a file that is not a lock: a clear error that says what to do; the lock of an older version is ignored', async () => {
  writeFileSync(join(dataDir, 'store.lock.db'), 'rubbish that is as long as the head of a database'.repeat(20))
  await expect(open(dataDir)).rejects.toThrow(
    /store.lock.db is not a lock file: delete it while no server uses the folder/,
  )
  rmSync(join(dataDir, 'store.lock.db'))
  writeFileSync(join(dataDir, 'store.lock'), JSON.stringify({ pid: process.pid, startedAt: '1' }))
  opened = await open(dataDir)
  expect(await opened.find(telemetry, rowOf(1, 1))).toEqual(rowOf(1, 1))
})

test('a table that gained a nullable column reads its old rows; any other change is refused with what was stored', async () => {
  const id = '00000000-0000-4000-8000-000000000001'
  const columns = { id: uuid(), name: text() }
  const keys = { partitionKey: ['id'], description: '' } as const
  const first = defineTable('things', { columns, ...keys })
  const folder = join(dataDir, 'things')
  const openThings = (table: typeof first) => openLmdbTables({ dataDir: folder, clock, tables: [table] })
  const before = await openThings(first)
  await before.insert(first, [{ id, name: 'old' }])
  await before.close()

  const wider = defineTable('things', { columns: { id: uuid(), size: nullable(int()), name: text() }, ...keys })
  opened = await openLmdbTables({ dataDir: folder, clock, tables: [wider] })
  expect(await opened.find(wider, { id })).toEqual({ id, size: null, name: 'old' })
  await opened.insert(wider, [{ id, size: 3, name: 'new' }])
  await opened.close()
  opened = await openThings(first)
  expect(await opened.find(first, { id })).toEqual({ id, name: 'new' })
  await opened.close()

  const changed = defineTable('things', { columns: { id: uuid(), name: int() }, ...keys })
  await expect(openLmdbTables({ dataDir: folder, clock, tables: [changed] })).rejects.toThrow(
    /Table things: its column name was stored as text, the schema now says int/,
  )
})
