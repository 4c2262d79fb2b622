/** Parquet files of exports when the disk is full and when the process is killed. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openParquetFiles } from '../../server/adapters/duckdb/parquet-files.ts'
import type { ParquetColumn, ParquetRow } from '../../server/ports/parquet-files.ts'
import { mountTmpfs, remount, unmount, whyNoMounts } from '../support/mounts.ts'

const noMounts = whyNoMounts()
const named = (promise: string) => (noMounts ? `${promise} (skipped: ${noMounts})` : promise)
const columns: ParquetColumn[] = [{ name: 'text', type: 'text' }]
const never = new AbortController().signal
const log = { warn: (_details: object, message: string) => expect.fail(message) }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exports-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Pages of about 64 kB that can't be compressed to less than half. */
async function* pagesOf(count: number) {
  for (let n = 0; n < count; n += 1)
    yield Array.from({ length: 32 }, (): ParquetRow => [randomBytes(1_024).toString('hex')])
}

test.skipIf(noMounts)(
  named('a disk that is full makes an export unavailable and leaves nothing; with room it works'),
  async () => {
    mountTmpfs(folder, '1m')
    try {
      const files = await openParquetFiles(folder, log)
      // First without room for the rows, then without room for the file that is made of them.
      for (const pages of [20, 12]) {
        const full = files.write(columns, pagesOf(pages), never)
        await expect(full).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: expect.any(Number) })
        expect(readdirSync(folder)).toEqual([])
      }
      remount(folder, 'size=8m')
      const file = await files.write(columns, pagesOf(12), never)
      expect(file.sizeBytes).toBeGreaterThan(12 * 32 * 1_024)
      await file.remove()
    } finally {
      unmount(folder)
    }
  },
)

const writer = `
const [{ openParquetFiles }, { randomBytes }] = await Promise.all([import(process.argv[1]), import('node:crypto')])
const files = await openParquetFiles(process.argv[2], console)
async function* endless() {
  for (let n = 0; ; n += 1) {
    if (n === 1_000) console.log('writing')
    yield [[randomBytes(1_024).toString('hex')]]
    if (n % 100 === 0) await new Promise(setImmediate)
  }
}
await files.write([{ name: 'text', type: 'text' }], endless(), new AbortController().signal)`

test('F93 an export whose process is killed leaves no file that lasts: the next start removes what it wrote', async () => {
  const adapter = join(import.meta.dirname, '../../server/adapters/duckdb/parquet-files.ts')
  const child = spawn(process.execPath, ['--input-type=module', '-e', writer, adapter, folder])
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  expect(left.some((path) => path.endsWith('rows.csv'))).toBe(true)
  expect(left.filter((path) => path.endsWith('.parquet'))).toEqual([])
  await openParquetFiles(folder, log)
  expect(readdirSync(folder)).toEqual([])
})
