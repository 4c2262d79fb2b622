/** `npm run lake`, as an operator runs it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { telemetryBucketMs as hourMs } from '../schema/telemetry.ts'
import { type ExportRig, openExportRig } from './support/export-rig.ts'

let rig: ExportRig
afterEach(() => rig.close())

const command = join(import.meta.dirname, '../server/lake-command.ts')

async function run(...args: string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, DATA_DIR: join(rig.folder, 'store'), LAKE_DIR: rig.lakeDir }
  const child = spawn(process.execPath, [command, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const [code] = (await once(child, 'close')) as [number]
  return { code, output }
}

/** A store as of three hours ago by the clock of this machine, which is the command's. */
async function openPast(): Promise<void> {
  rig = await openExportRig({ startMs: Math.floor(Date.now() / hourMs) * hourMs - 3 * hourMs })
  await rig.send(0, ...Array.from({ length: 50 }, (_, n) => n - 60))
}

test('export makes a lake of a store that no server has open, check finds it equal, and ask asks it', async () => {
  await openPast()
  await rig.closeStore()
  const exported = await run('export')
  expect(exported).toEqual({ code: 0, output: expect.stringMatching(/Generation \d+: \d+ files, 50 readings/) })
  const checked = await run('check')
  expect(checked.code, checked.output).toBe(0)
  expect(checked.output).toContain(
    'Hours of telemetry compared with the store: 1; not compared, because they still grow: 0',
  )
  expect(checked.output).toContain('No differences')
  const asked = await run('ask', 'SELECT count(*) AS readings, NULL AS nothing FROM telemetry')
  expect(asked.code).toBe(0)
  expect(asked.output.split('\n').slice(0, 2)).toEqual(['readings  nothing', '50'])
})

test('check says which file is not as its manifest says, expected and got, and ends with 1', async () => {
  await openPast()
  await rig.closeStore()
  await run('export')
  const path = (await rig.listLake()).find((one) => one.startsWith('telemetry/')) ?? ''
  truncateSync(join(rig.lakeDir, path), 300)
  const { code, output } = await run('check')
  expect(code).toBe(1)
  expect(output).toContain(`${path}: expected 50 rows`)
  const asked = await run('ask', 'SELECT count(*) AS n FROM telemetry')
  expect(asked.output).toMatch(/Left out: telemetry\/.*expected \d+ bytes that end with PAR1, got 300 bytes/)
})

test('while a server has the store, export says that it exports by itself, and check compares with the manifest only', async () => {
  await openPast()
  await rig.exportNow()
  const exported = await run('export')
  expect(exported.code).toBe(1)
  expect(exported.output).toContain('A running server exports by itself')
  const checked = await run('check')
  expect(checked.output).toContain('Not compared with the store: ')
  expect(checked).toMatchObject({ code: 0, output: expect.stringContaining('No differences') })
})

test.each([
  [['ask', 'DROP VIEW telemetry'], 1, 'expected a SELECT'],
  [['ask', 'SELECT 1; SELECT 2'], 1, 'expected one statement'],
  [['ask'], 64, 'npm run lake -- ask'],
  [['mend'], 64, 'npm run lake -- check'],
])('%j is refused, and said what was expected', async (args, code, words) => {
  await openPast()
  const refused = await run(...args)
  expect(refused.code).toBe(code)
  expect(refused.output).toContain(words)
})
