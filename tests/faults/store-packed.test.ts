/** E87, E89, E90, E92 with compressed hours: nothing is lost at any step of compressing, and damage is found. */
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRandom } from '../../lib/random/random.ts'
import { allTables, telemetry } from '../../schema/tables.ts'
import { type LmdbTables, openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { createTestClock } from '../../server/adapters/memory/test-clock.ts'
import { mountTmpfs, remount, unmount, whyNoMounts } from '../support/mounts.ts'
import { closedAtMs, readRows, rowOf, rowsOf } from '../support/store-rows.ts'
import { writeUntilKilled } from '../support/store-writer-life.ts'

const killCount = 100
const writers = 4
const noMounts = whyNoMounts()

let folder: string
let child: ChildProcess | null = null
let tables: LmdbTables | null = null
const errors: object[] = []
let packedRows = 0
const log = {
  info({ rows = 0 }: { rows?: number }) {
    packedRows += rows
  },
  error: (details: object) => void errors.push(details),
}
const open = async (dataDir = folder): Promise<LmdbTables> => {
  await tables?.close()
  tables = await openLmdbTables({ dataDir, clock: createTestClock(closedAtMs), tables: allTables, log })
  return tables
}
const formatOf = (dataDir: string) => JSON.parse(readFileSync(join(dataDir, 'store.json'), 'utf8')).format
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-packed-'))
  errors.length = 0
  packedRows = 0
})
afterEach(async () => {
  child?.kill('SIGKILL')
  await tables?.close()
  tables = null
  rmSync(folder, { recursive: true, force: true })
})

const noteChild = (started: ChildProcess) => {
  child = started
}

test(`E87 kill -9 of a process that writes to a closed hour and compresses it, ${killCount} times: every acknowledged row there, none twice`, {
  timeout: 1_200_000,
}, async () => {
  const random = createRandom('store packed 87')
  const acknowledged = Array.from({ length: writers }, () => 0)
  for (let kill = 0; kill < killCount; kill++) {
    await writeUntilKilled({ dataDir: folder, mode: 'pack' }, acknowledged, random.int(1, 60), noteChild)
    const store = await open()
    for (const [writer, count] of acknowledged.entries()) {
      const rows = await readRows(store, writer)
      expect(rows.length).toBeGreaterThanOrEqual(count)
      expect(rows).toEqual(rowsOf(writer, 0, rows.length))
    }
    await store.close()
  }
  expect(formatOf(folder), 'something was compressed').toBe(2)
  expect(Math.min(...acknowledged)).toBeGreaterThan(0)
})

/** A closed store whose rows are all compressed. */
async function writePacked(count: number): Promise<void> {
  const store = await open()
  for (let n = 0; n < count; n += 500) await store.insert(telemetry, rowsOf(1, n, 500))
  expect(await store.packNow(0)).toMatchObject({ rows: count })
  await store.close()
}

test('E89 a byte of a block overwritten: an error that names the block, never another value; other blocks are read', async () => {
  await writePacked(3_000)
  const path = join(folder, 'store.lmdb')
  const whole = readFileSync(path)
  const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])
  let blocks = 0
  for (let at = whole.indexOf(magic); at >= 0; at = whole.indexOf(magic, at + 1)) {
    const damaged = Buffer.from(whole)
    damaged[at + 100] = (damaged[at + 100] as number) ^ 1
    writeFileSync(path, damaged)
    const store = await open()
    const failure = await readRows(store, 1).catch((error: Error) => error)
    if (failure instanceof Error) {
      blocks++
      expect(failure).toMatchObject({ code: 'unavailable' })
      expect(failure.message).toMatch(
        /A stored block of telemetry is damaged .*expected checksum \d+, got \d+.*Restore a backup/,
      )
      await store.insert(telemetry, [rowOf(1, 1)])
      await store.packNow(0)
      expect(await store.find(telemetry, rowOf(1, 1))).toEqual(rowOf(1, 1))
    } else expect(failure).toEqual(rowsOf(1, 0, 3_000))
    await store.close()
  }
  expect(blocks).toBeGreaterThan(2)
})

test('E89 any page of a compressed store overwritten: clear error, or every row', async () => {
  await writePacked(6_000)
  const path = join(folder, 'store.lmdb')
  const whole = readFileSync(path)
  const noise = Uint8Array.from({ length: 4_096 }, (_, at) => (at * 2_654_435_761) >>> 13)
  let refused = 0
  for (let page = 0; page < whole.length / 4_096; page += page < 20 ? 1 : 7) {
    const damaged = Buffer.from(whole)
    damaged.set(noise, page * 4_096)
    writeFileSync(path, damaged)
    const rows = await open()
      .then((store) => readRows(store, 1))
      .catch((error: Error) => error)
    if (rows instanceof Error) {
      expect(rows.message).toMatch(/is damaged.*Restore a backup/)
      refused++
    } else expect(rows).toEqual(rowsOf(1, 0, 6_000))
  }
  expect(refused).toBeGreaterThan(3)
})

test.skipIf(noMounts)(
  `E90 disk full while an hour is compressed: nothing is lost, and it goes on when there is room${noMounts ? ` (skipped: ${noMounts})` : ''}`,
  async () => {
    mountTmpfs(folder, '4m')
    const dataDir = join(folder, 'data')
    try {
      let store = await open(dataDir)
      let acknowledged = 0
      for (let isFull = false; !isFull; ) {
        await store.insert(telemetry, rowsOf(1, acknowledged, 500)).then(
          () => {
            acknowledged += 500
          },
          () => {
            isFull = true
          },
        )
      }
      await store.packNow(0)
      expect((await readRows(store, 1)).slice(0, acknowledged)).toEqual(rowsOf(1, 0, acknowledged))
      remount(folder, 'size=64m')
      await store.packNow(0)
      expect(await store.packNow(0)).toMatchObject({ rows: 0 })
      expect(formatOf(dataDir)).toBe(2)
      expect((await readRows(store, 1)).slice(0, acknowledged)).toEqual(rowsOf(1, 0, acknowledged))
      store = await open(dataDir)
      expect((await readRows(store, 1)).slice(0, acknowledged)).toEqual(rowsOf(1, 0, acknowledged))
    } finally {
      await tables?.close()
      unmount(folder)
    }
  },
)

test('a store that was written before there were blocks opens, is read and is converted', async () => {
  // Written by the version before this one: 600 rows each of two writers, in batches of 100.
  const old = readFileSync(join(import.meta.dirname, '../support/store-format-1.lmdb.gz'))
  writeFileSync(join(folder, 'store.lmdb'), gunzipSync(old))
  writeFileSync(join(folder, 'store.json'), '{"format":1}\n')
  const readBoth = async (store: LmdbTables) => [...(await readRows(store, 1)), ...(await readRows(store, 2))]
  const expected = [...rowsOf(1, 0, 600), ...rowsOf(2, 0, 600)]
  let store = await open()
  expect(await readBoth(store)).toEqual(expected)
  await store.packNow()
  expect(packedRows).toBe(1_200)
  expect(await readBoth(store)).toEqual(expected)
  store = await open()
  expect(await readBoth(store)).toEqual(expected)
  expect(formatOf(folder)).toBe(2)
  expect(errors).toEqual([])
})

test('leadership reports stored as JSON and those stored as short text lie in one block and are read alike', async () => {
  const [leaderId, peerId] = [rowOf(1, 0).droneId, rowOf(2, 0).droneId]
  const withReport = (n: number) => ({
    ...rowOf(1, n),
    leadership: {
      ...{ term: n, role: 'leader' as const, leaderId, votedFor: null },
      peers: [{ droneId: peerId, linkPct: n / 100 }],
    },
  })
  const { form: _, ...asJson } = telemetry.columns.leadership
  const before = { ...telemetry, columns: { ...telemetry.columns, leadership: asJson } } as typeof telemetry
  tables = await openLmdbTables({ dataDir: folder, clock: createTestClock(closedAtMs), tables: [before], log })
  const all = Array.from({ length: 600 }, (_, n) => withReport(n))
  await tables.insert(before, all.slice(0, 300))
  const store = await open()
  await store.insert(telemetry, all.slice(300))
  expect(await store.packNow(0)).toMatchObject({ rows: 600 })
  expect(await readRows(store, 1)).toEqual(all)
})

test('E92 a reader that stops between two pages while its hour is compressed and written to goes on where it was', async () => {
  const store = await open()
  await store.insert(telemetry, rowsOf(1, 0, 2_000))
  for (const isReversed of [false, true])
    for (const isPackedBefore of [false, true]) {
      if (isPackedBefore) await store.packNow(0)
      const range = { limit: 777, reverse: isReversed }
      const first = await store.scan(telemetry, rowOf(1, 0), range)
      await store.insert(telemetry, rowsOf(1, 500, 1_000))
      await store.packNow(0)
      const second = await store.scan(telemetry, rowOf(1, 0), { ...range, after: first.next ?? '' })
      await store.insert(telemetry, rowsOf(1, 0, 2_000))
      const third = await store.scan(telemetry, rowOf(1, 0), { ...range, after: second.next ?? '' })
      const rows = [first, second, third].flatMap((page) => page.rows)
      expect(isReversed ? rows : rows.reverse()).toEqual(rowsOf(1, 0, 2_000))
    }
})
