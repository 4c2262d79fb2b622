/** E87 and E88 at the store itself: what was acknowledged is there after the process or the machine is gone. */
import { type ChildProcess, execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRandom } from '../../lib/random/random.ts'
import { allTables, telemetry } from '../../schema/tables.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { createTestClock } from '../../server/adapters/memory/test-clock.ts'
import { mountImage, unmount, whyNoMounts } from '../support/mounts.ts'
import { closedAtMs, createRunningClock, readRows, rowsOf } from '../support/store-rows.ts'
import { writeUntilKilled } from '../support/store-writer-life.ts'

const killCount = 20
const cutCount = 10
const writers = 4
const noMounts = whyNoMounts()
const open = (dataDir: string, clock = createRunningClock()) => openLmdbTables({ dataDir, clock, tables: allTables })

let folder: string
let child: ChildProcess | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-kill-'))
})
afterEach(() => {
  child?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const noteChild = (started: ChildProcess) => {
  child = started
}

test(`E87 kill -9 of a writing process, ${killCount} times: every acknowledged row there, none twice, opened without repair`, {
  timeout: 300_000,
}, async () => {
  const random = createRandom('store kill 87')
  const acknowledged = Array.from({ length: writers }, () => 0)
  for (let kill = 0; kill < killCount; kill++) {
    await writeUntilKilled({ dataDir: folder }, acknowledged, random.int(1, 120), noteChild)
    const tables = await open(folder)
    for (const [writer, count] of acknowledged.entries()) {
      const numbers = (await readRows(tables, writer)).map(({ sequence }) => sequence)
      expect(numbers.length).toBeGreaterThanOrEqual(count)
      expect(numbers).toEqual([...numbers.keys()])
    }
    await tables.close()
  }
  expect(Math.min(...acknowledged)).toBeGreaterThan(0)
})

/** A disk in a file, of which only what was flushed counts. */
function createDisk(): { image: string; mounted: string } {
  const image = join(folder, 'disk')
  writeFileSync(image, '')
  truncateSync(image, 64 * 2 ** 20)
  execFileSync('mkfs.ext4', ['-q', image])
  const mounted = join(folder, 'mounted')
  mountImage(image, mounted)
  return { image, mounted }
}

test.skipIf(noMounts)(
  `E88 power cut ${cutCount} times, each right after an acknowledgement: every acknowledged row there${noMounts ? ` (skipped: ${noMounts})` : ''}`,
  async () => {
    const { image, mounted } = createDisk()
    const tables = await open(join(mounted, 'data'))
    try {
      for (let cut = 0, count = 0; cut < cutCount; cut++) {
        await tables.insert(telemetry, rowsOf(1, count, 100 + cut))
        count += 100 + cut
        // What the disk holds at this instant, and nothing of what the system has still in memory.
        copyFileSync(image, join(folder, 'after-cut'))
        expect(await rowsAfterCut()).toEqual(rowsOf(1, 0, count))
      }
    } finally {
      await tables.close()
      unmount(mounted)
    }
  },
)

async function rowsAfterCut() {
  const mounted = join(folder, 'mounted-after-cut')
  mountImage(join(folder, 'after-cut'), mounted)
  try {
    const tables = await open(join(mounted, 'data'))
    const rows = await readRows(tables, 1)
    await tables.close()
    return rows
  } finally {
    unmount(mounted)
  }
}

test.skipIf(noMounts)(
  `E88 power cut ${cutCount} times, each right after an hour was compressed: every acknowledged row there${noMounts ? ` (skipped: ${noMounts})` : ''}`,
  async () => {
    const { image, mounted } = createDisk()
    const tables = await open(join(mounted, 'data'), createTestClock(closedAtMs))
    try {
      for (let cut = 0, count = 0; cut < cutCount; cut++) {
        await tables.insert(telemetry, rowsOf(1, count, 100 + cut))
        count += 100 + cut
        expect((await tables.packNow(0)).rows).toBeGreaterThan(0)
        copyFileSync(image, join(folder, 'after-cut'))
        expect(await rowsAfterCut()).toEqual(rowsOf(1, 0, count))
      }
    } finally {
      await tables.close()
      unmount(mounted)
    }
  },
)
