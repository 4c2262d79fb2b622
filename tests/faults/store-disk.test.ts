/** E90, E91, E92: a disk that is full, that may not be written, and a reader that takes its time. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isFailure } from '../../lib/errors.ts'
import { accuracyCounters, allTables, leadership, telemetry } from '../../schema/tables.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import type { OpenTables } from '../../server/ports/tables.ts'
import { mountTmpfs, remount, unmount, whyNoMounts } from '../support/mounts.ts'
import { createRunningClock, readRows, rowOf, rowsOf } from '../support/store-rows.ts'

const noMounts = whyNoMounts()
const named = (promise: string) => (noMounts ? `${promise} (skipped: ${noMounts})` : promise)
const open = (dataDir: string) => openLmdbTables({ dataDir, clock: createRunningClock(), tables: allTables })

let folder: string
let tables: OpenTables | null = null
const unhandled: unknown[] = []
const noteUnhandled = (error: unknown) => unhandled.push(error)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-disk-'))
  unhandled.length = 0
  process.on('unhandledRejection', noteUnhandled)
})
afterEach(async () => {
  await tables?.close()
  tables = null
  process.off('unhandledRejection', noteUnhandled)
  rmSync(folder, { recursive: true, force: true })
})

/** `folder` is a disk of this size meanwhile. */
async function onDisk(size: string, work: () => Promise<void>): Promise<void> {
  mountTmpfs(folder, size)
  try {
    await work()
  } finally {
    await tables?.close()
    unmount(folder)
  }
}

/** Inserts until the store refuses; returns how many rows were acknowledged, and the refusal. */
async function fill(store: OpenTables): Promise<{ acknowledged: number; refusal: unknown }> {
  for (let acknowledged = 0; ; acknowledged += 500)
    try {
      await store.insert(telemetry, rowsOf(1, acknowledged, 500))
    } catch (refusal) {
      return { acknowledged, refusal }
    }
}

test.skipIf(noMounts)(
  named('E90 disk full: writes fail with unavailable, reads go on, recovers when there is room'),
  async () => {
    await onDisk('8m', async () => {
      tables = await open(join(folder, 'data'))
      const { acknowledged, refusal } = await fill(tables)
      expect(refusal).toMatchObject({ code: 'unavailable', retryAfterMs: expect.any(Number) })
      expect(String(refusal)).toMatch(/can't write: the disk is full/)
      expect(acknowledged).toBeGreaterThan(2_000)

      const many = Array.from({ length: 50 }, (_, writer) => tables?.insert(telemetry, rowsOf(writer + 2, 0, 500)))
      for (const { status, ...rest } of await Promise.allSettled(many))
        if (status === 'rejected') expect(isFailure((rest as PromiseRejectedResult).reason)).toBe(true)
      expect((await readRows(tables, 1)).slice(0, acknowledged)).toEqual(rowsOf(1, 0, acknowledged))

      remount(folder, 'size=64m')
      await tables.insert(telemetry, rowsOf(1, acknowledged, 500))
      const key = { droneId: rowOf(1, 0).droneId, weaponType: 'NONE' } as const
      await tables.add(accuracyCounters, key, { engagements: 1 })
      expect(await tables.find(accuracyCounters, key)).toMatchObject({ engagements: 1, hits: 0 })

      await tables.close()
      tables = await open(join(folder, 'data'))
      expect(await readRows(tables, 1)).toEqual(rowsOf(1, 0, acknowledged + 500))
      await new Promise((resolve) => setImmediate(resolve))
      expect(unhandled).toEqual([])
    })
  },
)

test.skipIf(noMounts)(
  named('E90 a disk that is all but full is refused while LMDB could still write, and taken again with more room'),
  async () => {
    await onDisk('8m', async () => {
      tables = await open(join(folder, 'data'))
      await tables.insert(telemetry, rowsOf(1, 0, 10))
      const { bavail, bsize } = statfsSync(folder)
      writeFileSync(join(folder, 'filler'), Buffer.alloc(bavail * bsize - 900 * 1_024))
      await expect(tables.insert(telemetry, rowsOf(1, 10, 1))).rejects.toMatchObject({ code: 'unavailable' })
      expect(await readRows(tables, 1)).toEqual(rowsOf(1, 0, 10))
      rmSync(join(folder, 'filler'))
      await tables.insert(telemetry, rowsOf(1, 10, 1))
    })
  },
)

test.skipIf(noMounts)(
  named('E90 disk full before there is a store: opening says so, and works once there is room'),
  async () => {
    await onDisk('32k', async () => {
      await expect(open(join(folder, 'data'))).rejects.toMatchObject({ code: 'unavailable' })
      remount(folder, 'size=8m')
      tables = await open(join(folder, 'data'))
      await tables.insert(telemetry, rowsOf(1, 0, 10))
    })
  },
)

test.skipIf(noMounts)(named('E91 read-only disk: opening says so'), async () => {
  await onDisk('8m', async () => {
    await (await open(join(folder, 'data'))).close()
    remount(folder, 'ro')
    await expect(open(join(folder, 'data'))).rejects.toThrow(
      `The store in ${join(folder, 'data')} can't be opened: the disk is read-only.`,
    )
    remount(folder, 'rw')
    tables = await open(join(folder, 'data'))
  })
})

test('E91 a folder that the server may not write: opening says so', async () => {
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir)
  const giveUp = dropRoot(folder, dataDir)
  try {
    chmodSync(dataDir, 0o555)
    await expect(open(dataDir)).rejects.toThrow(/can't be opened: the server has no permission to write there/)
    chmodSync(dataDir, 0o755)
    tables = await open(dataDir)
  } finally {
    giveUp()
  }
})

test('E91 a file where the folder should be: opening says so, and leaves the file', async () => {
  const path = join(folder, 'file')
  writeFileSync(path, 'precious')
  await expect(open(path)).rejects.toThrow(/can't be opened: it is a file, not a folder/)
  await expect(open(join(path, 'below'))).rejects.toThrow(/a part of its path is a file/)
  expect(statSync(path).size).toBe(8)
})

test('E92 a reader that stops between two pages for an hour: file growth bounded, and it goes on', async () => {
  tables = await open(folder)
  await tables.insert(telemetry, rowsOf(1, 0, 2_000))
  const page = await tables.scan(telemetry, rowOf(1, 0), { limit: 100 })

  const overwriteAll = async (times: number) => {
    for (let time = 0; time < times; time++)
      await tables?.insert(leadership, [
        {
          ...{ convoyId: rowOf(1, 0).droneId as never, term: time, change: null, fence: null },
          state: { text: 'x'.repeat(50_000) } as never,
        },
      ])
  }
  const sizeOf = () => statSync(join(folder, 'store.lmdb')).size
  await overwriteAll(30)
  const before = sizeOf()
  await overwriteAll(300)
  expect(sizeOf()).toBeLessThan(before * 1.5)

  const rest = await tables.scan(telemetry, rowOf(1, 0), { limit: 10_000, after: page.next ?? '' })
  expect([...page.rows, ...rest.rows].reverse()).toEqual(rowsOf(1, 0, 2_000))
})

/** Root may write everywhere: gives the folders to another user and acts as that user until the returned function is called. */
function dropRoot(...folders: string[]): () => void {
  if (process.getuid?.() !== 0) return () => {}
  for (const each of folders) chownSync(each, nobody, nobody)
  process.seteuid?.(nobody)
  return () => process.seteuid?.(0)
}
const nobody = 65_534
