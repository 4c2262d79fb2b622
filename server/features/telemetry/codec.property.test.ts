import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '../../../lib/random/random.ts'
import type { DroneId } from '../../../schema/ids.ts'
import { localActor } from '../../../schema/permissions.ts'
import { telemetry, telemetryBuckets } from '../../../schema/tables.ts'
import { generateReading, spoil } from '../../../tests/support/generate-readings.ts'
import { openLmdbTables } from '../../adapters/lmdb/tables.ts'
import { systemClock } from '../../adapters/memory/clock.ts'
import type { OpenTables } from '../../ports/tables.ts'
import { bucketOf, readHistory } from './history.ts'
import { toRow } from './ingest-batch.ts'
import { parseReading } from './parse.ts'
import { toWire } from './wire.ts'

const seed = 'codec/1'
const nowMs = Date.now()
const storedMessages = 200_000
const parsedMessages = 800_000
const dataDir = mkdtempSync(join(tmpdir(), 'codec-'))
let tables: OpenTables

beforeAll(async () => {
  tables = await openLmdbTables({ dataDir, clock: systemClock, tables: [telemetry, telemetryBuckets] })
})
afterAll(async () => {
  await tables.close()
  rmSync(dataDir, { recursive: true, force: true })
})

test(`of ${parsedMessages} generated messages each good one is read as it was meant, and of each bad one the bad value dropped or the reading refused, by its path (seed ${seed})`, () => {
  const random = createRandom(seed)
  const droneId = random.uuid()
  let good = 0
  for (let count = 0; count < parsedMessages; count += 1) {
    const wire = generateReading(random, droneId, nowMs - random.int(0, 1e9))
    const spoilt = random.int(0, 4) === 0 ? spoil(random, wire) : null
    const text = JSON.stringify(wire)
    const parsed = parseReading(JSON.parse(text), nowMs)
    if (spoilt === null && 'reading' in parsed && JSON.stringify(toWire(parsed.reading)) === text) good += 1
    else if (spoilt === null) expect({ text, parsed }).toBe('read as it was meant')
    else if (spoilt?.isDropped && 'reading' in parsed) {
      const { [spoilt.path]: _, ...kept } = wire
      expect([JSON.stringify(toWire(parsed.reading)), parsed.outOfBounds]).toMatchObject([
        JSON.stringify(kept),
        [{ path: spoilt.path }],
      ])
    } else if (!('fault' in parsed) || parsed.fault.path !== spoilt?.path)
      expect({ text, parsed }).toBe(`refused for ${spoilt?.path}`)
  }
  expect(good).toBeGreaterThan(0.7 * parsedMessages)
}, 600_000)

test(`${storedMessages} generated messages come back from the store as they were sent, oldest first (seed ${seed})`, async () => {
  const random = createRandom(`${seed}/store`)
  const perDrone = 10_000
  for (let sent = 0; sent < storedMessages; sent += perDrone) {
    const droneId = random.uuid() as DroneId
    // Distinct times within some hours, sent in any order.
    const times = random.shuffled(Array.from({ length: perDrone }, (_, index) => nowMs - index * 1_501))
    const wires = times.map((recordedAt) => generateReading(random, droneId, recordedAt))
    const rows = wires.map((wire) => {
      const parsed = parseReading(JSON.parse(JSON.stringify(wire)), nowMs)
      if ('fault' in parsed) throw new Error(JSON.stringify(parsed.fault))
      return toRow(parsed.reading, nowMs)
    })
    const buckets = [...new Set(times.map(bucketOf))].map((timeBucketMs) => ({
      droneId,
      timeBucketMs,
      listedAtMs: nowMs,
    }))
    await tables.insert(telemetryBuckets, buckets)
    await tables.insert(telemetry, rows)
    const answered: string[] = []
    for await (const page of readHistory({ tables }, localActor, droneId, 0, nowMs + 1))
      answered.push(...page.map((stored) => JSON.stringify(toWire(stored))))
    const expected = wires
      .sort((a, b) => Number(a.recordedAt) - Number(b.recordedAt))
      .map((wire) => JSON.stringify(wire))
    expect(answered.length).toBe(expected.length)
    const wrong = answered.findIndex((text, index) => text !== expected[index])
    expect(wrong === -1 ? null : [answered[wrong], expected[wrong]]).toBeNull()
  }
}, 600_000)

test('for any JSON, parsing returns a reading or a fault, never throws, and changes no prototype', () => {
  const ofNames = fc.constantFrom(
    'droneId',
    'recordedAt',
    'sequence',
    'latitudeDeg',
    'leadership',
    '__proto__',
    'constructor',
    'toString',
  )
  const shapes = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue(),
      fc.dictionary(fc.oneof(ofNames, fc.string()), tie('value'), { noNullPrototype: false }),
    ),
  })).value
  const before = Object.getOwnPropertyNames(Object.prototype).length
  fc.assert(
    fc.property(shapes, (value) => {
      const parsed = parseReading(JSON.parse(JSON.stringify(value) ?? 'null'), nowMs)
      expect('reading' in parsed !== 'fault' in parsed).toBe(true)
      if ('fault' in parsed) {
        expect(parsed.fault).toMatchObject({ code: 'invalid', expected: expect.any(String), got: expect.any(String) })
        expect(parsed.fault.got.length).toBeLessThanOrEqual(100)
      }
    }),
    { numRuns: 5_000 },
  )
  expect(Object.getOwnPropertyNames(Object.prototype).length).toBe(before)
  expect(({} as { droneId?: unknown }).droneId).toBeUndefined()
})

test('fields of a prototype are not read as fields of a reading', () => {
  const inherited = Object.create({
    droneId: '550e8400-e29b-41d4-a716-446655440000',
    recordedAt: nowMs,
    sequence: 1,
    latitudeDeg: 1,
    longitudeDeg: 1,
  })
  expect(parseReading(inherited, nowMs)).toMatchObject({ fault: { path: 'droneId', got: 'nothing' } })
})
