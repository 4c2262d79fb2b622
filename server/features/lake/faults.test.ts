import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type ExportRig, expectedRows, lakeRowsSql, openExportRig } from '../../../tests/support/export-rig.ts'
import { type LakeFolder, lakeFolder } from '../../adapters/duckdb/folder.ts'
import type { Platform } from '../../feature.ts'
import { permanentLease } from '../../repositories/leases.ts'
import { openLake } from './index.ts'

let rig: ExportRig
afterEach(() => rig.close())

const manifestPath = (generation: number) =>
  join(rig.lakeDir, `manifest/manifest-${String(generation).padStart(10, '0')}.json`)

async function exportSome(): Promise<void> {
  rig = await openExportRig()
  await rig.send(0, 0, 1, 2, 3)
  rig.clock.setNow(rig.clock.nowMs() + 60_000)
  await rig.exportNow()
}

test('F132 a manifest that disagrees with its files is noticed: what was expected, and what is there', async () => {
  await exportSome()
  const text = readFileSync(manifestPath(1), 'utf8')
  writeFileSync(manifestPath(2), text.replace('"generation":1', '"generation":2').replace('"rows":4', '"rows":5'))
  const faults = await rig.lake.check()
  expect(faults).toMatchObject([{ table: 'telemetry' }])
  expect(faults[0]?.expected).toMatch(/^5 rows/)
  expect(faults[0]?.got).toMatch(/^4 rows/)
})

test('F132 a file that is gone is said, and exported anew', async () => {
  await exportSome()
  const { manifest } = await rig.lake.open()
  for (const { path } of manifest.files) if (path.startsWith('hour_by_drone')) rmSync(join(rig.lakeDir, path))
  rig.restart()
  expect((await rig.lake.open()).faults).toMatchObject([{ table: 'hour_by_drone', got: 'no file' }])
  await rig.exportNow()
  expect((await rig.lake.open()).faults).toEqual([])
  expect(await rig.ask('SELECT readings::INTEGER AS n FROM hour_by_drone')).toEqual([{ n: 4 }])
})

test.each(['', '{"generation":2', '{"format":1,"generation":2,"files":[{"path":"../../x.parquet"}]}'])(
  'a newest manifest that can’t be read gives way to the one before: %s',
  async (text) => {
    await exportSome()
    writeFileSync(manifestPath(2), text)
    rig.restart()
    expect(await rig.lake.open()).toMatchObject({ generation: 1, faults: [] })
    await rig.exportNow()
    expect((await rig.lake.open()).generation).toBe(2)
    expect(await rig.ask(lakeRowsSql)).toEqual(expectedRows(await rig.stored()))
  },
)

test('F95 a table of a manifest can’t lead out of the folder', async () => {
  await exportSome()
  const text = readFileSync(manifestPath(1), 'utf8')
  const hostile = text
    .replace('"generation":1', '"generation":2')
    .replace(/"path":"telemetry\//, '"path":"../telemetry/')
  writeFileSync(manifestPath(2), hostile)
  expect(await rig.lake.open()).toMatchObject({ generation: 1 })
})

test.each([
  ['ENOSPC', 'no space is left'],
  ['EROFS', 'it is read-only'],
  ['ENOENT', 'a folder or file is gone'],
])(
  'F136 while the folder fails with %s the export pauses and says so, ingest goes on, and it resumes by itself',
  async (code, reason) => {
    let isFailing = true
    const failing = Object.entries(lakeFolder).map(([name, run]) => [
      name,
      async (...args: never[]) => {
        if (isFailing && name === 'makeFolder') throw Object.assign(new Error(code), { code })
        return (run as (...all: never[]) => Promise<unknown>)(...args)
      },
    ])
    rig = await openExportRig({ operations: Object.fromEntries(failing) as unknown as LakeFolder })
    const stop = new AbortController()
    const lines: string[] = []
    const say = (_: object, message: string) => void lines.push(message)
    let work: Promise<void> = Promise.resolve()
    const { clock, tables, roster, lake, lakeDir } = rig
    const { status } = openLake({
      ...{ clock, tables, roster, lake, isShared: false, log: { error: say, info: say } },
      config: { roles: new Set(['worker']), lakeDir },
      runExclusive(_: string, run: Parameters<Platform['runExclusive']>[1]) {
        work = run(stop.signal, permanentLease)
      },
    } as unknown as Platform)
    await rig.send(0, 0, 1, 2)
    await expect.poll(() => status.pausedBecause).toContain(reason)
    await clock.advance(5_000)
    await expect.poll(() => status.failures).toBe(2)
    await rig.send(0, 3, 4)
    expect(await rig.stored()).toHaveLength(5)
    isFailing = false
    await expect
      .poll(async () => {
        await clock.advance(5_000)
        return status.exports > 0 && status.pausedBecause
      })
      .toBe(null)
    expect(lines).toEqual(['the export to the lake pauses', 'the export to the lake goes on'])
    stop.abort()
    await work
    await rig.settle()
    expect(await rig.ask(lakeRowsSql)).toEqual(expectedRows(await rig.stored()))
    expect(readdirSync(join(lakeDir, 'tmp')).filter((name) => !name.startsWith('spill'))).toEqual([])
  },
)
