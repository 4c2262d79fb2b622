/** Walks through what schema/telemetry.ts promises: a new measured field is one line in the registry and one sensor. */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
let copy: string

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'convoy-field-'))
  for (const part of ['schema', 'lib', 'server', 'public/map/elev-60s.i16.gz', 'package.json', 'tsconfig.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
})
afterAll(() => rmSync(copy, { recursive: true }))

const node = async (script: string): Promise<Record<string, unknown>> => {
  writeFileSync(join(copy, 'walk.ts'), script)
  const { stdout } = await promisify(execFile)(process.execPath, [join(copy, 'walk.ts')], { cwd: copy })
  return JSON.parse(stdout)
}

/** Puts a line before the one that begins with `before`. */
function insert(path: string, before: string, line: string): void {
  const whole = join(copy, path)
  const text = readFileSync(whole, 'utf8')
  expect(text).toContain(`\n${before}`)
  writeFileSync(whole, text.replace(`\n${before}`, `\n${line}\n${before}`))
}

const typeErrors = async (): Promise<string> => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const files = ['server/simulator/sensors.ts']
  const flags = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'preserve',
    '--target',
    'es2024',
    '--types',
    'node',
  ]
  return promisify(execFile)(
    process.execPath,
    [tsc, '--ignoreConfig', '--allowImportingTsExtensions', ...flags, ...files],
    { cwd: copy },
  ).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  )
}

test('a field in the registry goes from the wire to the store, the API, the history and the simulator', async () => {
  insert(
    'schema/telemetry.ts',
    '  linkPct: float(',
    "  cabinTempC: float('Temperature of the payload bay.', { min: -90, max: 150, hud: true, chart: 'avg' }),",
  )
  expect(await typeErrors(), 'a field without a sensor does not compile').toContain('cabinTempC')
  insert(
    'server/simulator/sensors.ts',
    '  linkPct: (',
    '  cabinTempC: ({ flight }) => rounded(20 - flight.altitudeM / 200, 10),',
  )
  expect(await typeErrors()).toBe('')

  const walked = await node(`
    import { mkdtempSync } from 'node:fs'
    import { join } from 'node:path'
    import { openLmdbTables } from './server/adapters/lmdb/tables.ts'
    import { systemClock } from './server/adapters/memory/clock.ts'
    import { parseReading } from './server/features/telemetry/parse.ts'
    import { csvHeader } from './server/features/telemetry/wire.ts'
    import { sensors } from './server/simulator/sensors.ts'
    import { readingTypeDefs } from './schema/graphql/reading.ts'
    import { allTables, telemetry } from './schema/tables.ts'

    const wire = { droneId: '660e8400-e29b-41d4-a716-446655440001', recordedAt: 1_750_000_000_000, sequence: 1, latitudeDeg: 34, longitudeDeg: 69 }
    const parse = (value: object) => parseReading({ ...wire, ...value }, Date.now())
    const parsed = parse({ cabinTempC: 21.5 })
    const tables = await openLmdbTables({ dataDir: mkdtempSync(join(import.meta.dirname, 'data-')), clock: systemClock, tables: allTables })
    const row = { ...parsed.reading, timeBucketMs: 1_749_999_600_000, receivedAtMs: 1, flags: 0 }
    await tables.insert(telemetry, [row])
    const stored = await tables.find(telemetry, row)
    await tables.close()
    process.stdout.write(JSON.stringify({
      stored: stored.cabinTempC,
      refused: parse({ cabinTempC: 'hot' }).fault,
      dropped: parse({ cabinTempC: 151 }).outOfBounds,
      graphql: readingTypeDefs.includes('cabinTempC: Float'),
      csv: csvHeader.split(',').includes('cabinTempC'),
      sensor: typeof sensors.cabinTempC,
    }))
  `)
  expect(walked).toEqual({
    stored: 21.5,
    refused: { code: 'invalid', path: 'cabinTempC', expected: expect.stringContaining('150'), got: '"hot"' },
    dropped: [{ path: 'cabinTempC', expected: expect.stringContaining('150'), got: '151' }],
    graphql: true,
    csv: true,
    sensor: 'function',
  })
})
