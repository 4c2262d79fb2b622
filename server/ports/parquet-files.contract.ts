import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ParquetColumn, ParquetFile, ParquetFiles, ParquetRow } from './parquet-files.ts'

const columns: ParquetColumn[] = [
  { name: 'id', type: 'uuid' },
  { name: 'at', type: 'instant' },
  { name: 'count', type: 'integer' },
  { name: "the 'value'", type: 'double' },
  { name: 'text', type: 'text' },
]
const id = '660e8400-e29b-41d4-a716-446655440001'
const never = new AbortController().signal

async function* pagesOf(...pages: ParquetRow[][]) {
  yield* pages
}

async function bytesOf(file: ParquetFile): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of file.read()) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}
const rowsOf = async (file: ParquetFile) =>
  parquetReadObjects({ file: (await bytesOf(file)).buffer as ArrayBuffer, compressors })

/** `openFiles` opens them in a folder that need not exist. */
export function parquetFilesContract(name: string, openFiles: (folder: string) => Promise<ParquetFiles>): void {
  let root: string
  let folder: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'parquet-'))
    folder = join(root, "it's here")
  })
  afterEach(() => rmSync(root, { recursive: true }))
  const left = () => readdirSync(root, { recursive: true })

  test(`${name}: what is written is read back as it was, in its order, by another program`, async () => {
    const files = await openFiles(folder)
    const rows: ParquetRow[] = [
      [id, 1_764_000_000_123, 2 ** 31 - 1, 0.1 + 0.2, 'a'],
      [null, 0, -1, -1e-300, ''],
      [id, 253_402_300_799_999, 0, 1.7e308, 'a,"b"\r\n\n;é👩‍✈️ =1 NULL \\N \0\u202e'],
      [null, null, null, null, null],
    ]
    const file = await files.write(columns, pagesOf(rows.slice(0, 1), [], rows.slice(1)), never)
    expect((await bytesOf(file)).length).toBe(file.sizeBytes)
    expect(await rowsOf(file)).toEqual(
      rows.map(([uuid, at, count, value, text]) => ({
        ...{ id: uuid, at: at === null ? null : new Date(at as number), count },
        ...{ "the 'value'": value, text },
      })),
    )
    await file.remove()
    await file.remove()
    expect(left()).toEqual(["it's here"])
  })

  test(`${name}: counts beyond 32 and 53 bits and yes or no are kept`, async () => {
    const kept: ParquetColumn[] = [
      { name: 'count', type: 'bigint' },
      { name: 'isIt', type: 'boolean' },
    ]
    const rows: ParquetRow[] = [
      [2 ** 40, true],
      ['9007199254740993', false],
      [null, null],
    ]
    const file = await (await openFiles(folder)).write(kept, pagesOf(rows), never)
    expect(await rowsOf(file)).toEqual([
      { count: 1n << 40n, isIt: true },
      { count: 9_007_199_254_740_993n, isIt: false },
      { count: null, isIt: null },
    ])
    await file.remove()
  })

  test(`${name}: a file of no rows has the columns`, async () => {
    const file = await (await openFiles(folder)).write(columns, pagesOf(), never)
    expect(await rowsOf(file)).toEqual([])
    expect(Buffer.from(await bytesOf(file)).includes('count')).toBe(true)
    await file.remove()
  })

  test(`${name}: 300,000 rows keep their order`, async () => {
    async function* many() {
      for (let from = 0; from < 300_000; from += 2_000)
        yield Array.from({ length: 2_000 }, (_, n): ParquetRow => [id, from + n, from + n, n / 7, `row ${from + n}`])
    }
    const file = await (await openFiles(folder)).write(columns, many(), never)
    const counts = (await rowsOf(file)).map(({ count }) => count as number)
    expect(counts).toHaveLength(300_000)
    expect(counts.every((count, at) => count === at)).toBe(true)
    await file.remove()
  })

  test(`${name}: pages that fail, and a signal, end the writing with their error and leave nothing`, async () => {
    const files = await openFiles(folder)
    async function* failing() {
      yield [[id, 1, 1, 1, 'a']] as ParquetRow[]
      throw new Error('the store is gone')
    }
    await expect(files.write(columns, failing(), never)).rejects.toThrow('the store is gone')
    const gone = new AbortController()
    async function* leaving() {
      yield [[id, 1, 1, 1, 'a']] as ParquetRow[]
      gone.abort(new Error('the client left'))
      yield [[id, 2, 2, 2, 'b']] as ParquetRow[]
    }
    await expect(files.write(columns, leaving(), gone.signal)).rejects.toThrow('the client left')
    await expect(files.write(columns, pagesOf(), gone.signal)).rejects.toThrow('the client left')
    expect(left()).toEqual(["it's here"])
  })

  test(`${name}: more files at once than may be are refused as limited, and again there is room`, async () => {
    const files = await openFiles(folder)
    const { promise, resolve } = Promise.withResolvers<void>()
    async function* waiting() {
      await promise
      yield [] as ParquetRow[]
    }
    const writing = Array.from({ length: 20 }, () => files.write(columns, waiting(), never))
    // Those that were taken wait for their pages.
    await expect(Promise.race(writing)).rejects.toMatchObject({ code: 'limited', retryAfterMs: expect.any(Number) })
    resolve()
    const ends = await Promise.allSettled(writing)
    const written = ends.flatMap((end) => (end.status === 'fulfilled' ? end.value : []))
    expect(written.length).toBeGreaterThan(0)
    await (await files.write(columns, pagesOf(), never)).remove()
    for (const file of written) await file.remove()
    expect(left()).toEqual(["it's here"])
  })

  test(`${name}: a folder that is a file makes writing unavailable`, async () => {
    const files = await openFiles(join(root, 'file', 'folder'))
    writeFileSync(join(root, 'file'), '')
    await expect(files.write(columns, pagesOf(), never)).rejects.toMatchObject({ code: 'unavailable' })
  })
}
