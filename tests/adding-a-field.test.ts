/** What a measured field costs: a line in the registry, a migration of its own, and a sensor of the simulator. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyTree, type TreeCopy } from './support/tree-copy.ts'

let tree: TreeCopy
beforeAll(() => {
  tree = copyTree()
})
afterAll(() => tree.close())

test('a field in the registry goes from the wire to the store, the API, the frames, the history and the simulator', async () => {
  tree.insert(
    'schema/telemetry.ts',
    '} as const satisfies Record<string, MeasuredField>',
    "  cabinTempC: float('Temperature of the payload bay.', { min: -90, max: 150, hud: true, chart: 'avg' }),",
  )
  writeFileSync(
    join(tree.folder, 'schema/cql/900_cabin_temperature.cql'),
    '-- The temperature of the payload bay.\n\nUSE drone_ops;\n\nALTER TABLE telemetry ADD cabin_temp_c double;\n',
  )
  expect(await tree.typeErrors(['server/simulator']), 'a field without a sensor does not compile').toContain(
    'cabinTempC',
  )
  tree.insert(
    'server/simulator/sensors.ts',
    '  linkPct: (',
    '  cabinTempC: ({ flight }) => rounded(20 - flight.altitudeM / 200, 10),',
  )
  expect(tree.editedFiles()).toEqual(['schema/telemetry.ts', 'server/simulator/sensors.ts'])

  await tree.codegen()
  expect(await tree.typeErrors(['schema', 'lib', 'server', 'components', 'tests', 'scripts', '*.d.ts'])).toBe('')
  expect(await tree.tests(testsOfFields)).toBe('')
  expect(await tree.runScript(walk)).toEqual({
    stored: 21.5,
    refused: { code: 'invalid', path: 'cabinTempC', expected: expect.stringContaining('150'), got: '"hot"' },
    dropped: [{ path: 'cabinTempC', expected: expect.stringContaining('150'), got: '151' }],
    graphql: true,
    csv: true,
    frame: -20.5,
    panel: true,
    sensor: 'function',
  })
}, 600_000)

/** Those that have to do with readings, and are done in seconds. */
const testsOfFields = [
  'schema',
  'lib/frames',
  'lib/feed',
  'lib/view',
  ...['parse', 'rules', 'history', 'downsample', 'exports/door', 'exports/formats', 'rest/openapi'].map(
    (name) => `server/features/telemetry/${name}.test.ts`,
  ),
  'server/features/picture/live-picture.test.ts',
  'server/simulator/uplink.test.ts',
  'server/adapters/lmdb/codecs.test.ts',
  'tests/migrations.test.ts',
  'tests/graphql-codegen.test.ts',
  'tests/graphql-fleet.test.ts',
  'tests/graphql-operations.test.ts',
  'tests/architecture.test.ts',
]

const walk = `
import { mkdtempSync } from 'node:fs'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeFrame } from './lib/frames/decode.ts'
import { encodeFrame } from './lib/frames/encode.ts'
import { frame, record } from './lib/feed/frames.fixture.ts'
import { panelMeasures } from './lib/view/measures.ts'
import { openLmdbTables } from './server/adapters/lmdb/tables.ts'
import { systemClock } from './server/adapters/memory/clock.ts'
import { parseReading } from './server/features/telemetry/parse.ts'
import { csvHeader } from './server/features/telemetry/wire.ts'
import { sensors } from './server/simulator/sensors.ts'
import { allTables, telemetry } from './schema/tables.ts'

const wire = { droneId: '660e8400-e29b-41d4-a716-446655440001', recordedAt: 1_750_000_000_000, sequence: 1, latitudeDeg: 34, longitudeDeg: 69 }
const parse = (value: object) => parseReading({ ...wire, ...value }, Date.now())
const parsed = parse({ cabinTempC: 21.5 })
const tables = await openLmdbTables({ dataDir: mkdtempSync(join(import.meta.dirname, 'data-')), clock: systemClock, tables: allTables })
const row = { ...parsed.reading, timeBucketMs: 1_749_999_600_000, receivedAtMs: 1, flags: 0 }
await tables.insert(telemetry, [row])
const stored = await tables.find(telemetry, row)
await tables.close()
const packed = encodeFrame(frame({ records: [record(0, { cabinTempC: -20.5 })] }))
process.stdout.write(JSON.stringify({
  stored: stored.cabinTempC,
  refused: parse({ cabinTempC: 'hot' }).fault,
  dropped: parse({ cabinTempC: 151 }).outOfBounds,
  graphql: readFileSync('schema/graphql/reading.graphql', 'utf8').includes('cabinTempC: Float'),
  csv: csvHeader.split(',').includes('cabinTempC'),
  frame: decodeFrame(packed).records[0].cabinTempC,
  panel: panelMeasures.some(({ field }) => field === 'cabinTempC'),
  sensor: typeof sensors.cabinTempC,
}))
`
