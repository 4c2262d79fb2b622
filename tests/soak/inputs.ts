/** Good and bad input for the doors of telemetry and of the live picture. */
import type { Random } from '../../lib/random/random.ts'
import { generateReading, spoil } from '../support/generate-readings.ts'

/** Drones of the simulated fleet, and others that nobody knows until they report. Few: an enrolled drone stays. */
export const droneIds: readonly string[] = [
  '660e8400-e29b-41d4-a716-446655440001',
  ...Array.from({ length: 60 }, (_, drone) => `770e8400-e29b-41d4-a716-${String(drone).padStart(12, '0')}`),
]
export const convoyIds = ['550e8400-e29b-41d4-a716-446655440000', '550e8400-e29b-41d4-a716-446655440001']

export interface Drawn {
  reading: Record<string, unknown>
  /** What must become of it: kept (or a duplicate, or a conflict), or refused. */
  isGood: boolean
}

/** A reading of the last hours, mostly good. */
export function drawReading(random: Random): Drawn {
  const ageMs = random.int(0, 4) === 0 ? random.int(0, 40 * 86_400_000) : random.int(-50_000, 600_000)
  const reading = generateReading(random, random.pick(droneIds), Date.now() - ageMs)
  if (random.int(0, 9) > 0) return { reading, isGood: true }
  return { reading, isGood: spoil(random, reading).isDropped }
}

export const drawBatch = (random: Random): Drawn[] =>
  Array.from({ length: random.pick([0, 1, 1, 1, 2, 5, 20, 200]) }, () => drawReading(random))

/** Any JSON value, of few levels. */
export function drawJson(random: Random, levels = 4): unknown {
  const kind = random.int(0, levels > 0 ? 9 : 7)
  if (kind === 8) return Array.from({ length: random.int(0, 4) }, () => drawJson(random, levels - 1))
  if (kind === 9)
    return Object.fromEntries(
      Array.from({ length: random.int(0, 4) }, () => [random.pick(names), drawJson(random, levels - 1)]),
    )
  return random.pick([null, true, 0, -0, 1.5, 2 ** 53, 1e308, '', 'x', '\u202e', '👾', random.pick(droneIds)])
}
const names = [
  ...['type', 'batchId', 'readings', 'droneId', 'recordedAt', 'sequence', 'leadership', 'convoyIds', 'rateHz', 'box'],
  ...['id', 'payload', 'query', 'variables', '__proto__', 'constructor', 'toString', '', '\0', 'x'.repeat(300)],
]

/** Text that is no JSON, or JSON of an odd kind; never a good message of any door. */
export const badTexts: readonly string[] = [
  ...[
    '',
    ' ',
    '{',
    '}',
    '[',
    'null',
    'true',
    '0',
    '"text"',
    '[[]]',
    '{"a":1',
    '{"a":NaN}',
    '{"a":01}',
    '\u0000',
    '\ufeff',
  ],
  ...["{'a':1}", '{"a":"\\ud800"}', '{"__proto__":{"admin":true}}', '<xml/>', 'GET / HTTP/1.1\r\n\r\n', '\ufeff{}'],
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`,
  JSON.stringify({ type: 'telemetry', batchId: 'x'.repeat(65), readings: [] }),
  JSON.stringify({ type: 'telemetry', batchId: 1, readings: new Array(5_001).fill(0) }),
]

/** Bytes that are no UTF-8. */
export const badBytes: readonly Buffer[] = [
  Buffer.from([0xff]),
  Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
]
