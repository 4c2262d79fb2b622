import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ColumnKind } from '../../../schema/table-types.ts'
import { decodeBlock, encodeBlock, maxRowsPerBlock } from './block-codec.ts'
import { type Cell, readTexts } from './block-columns.ts'

const key = Buffer.from('key')
const encode = (kinds: readonly ColumnKind[], columns: Cell[][]): Buffer => {
  const value = encodeBlock(key, 0, kinds, columns, 0, columns[0]?.length ?? 0)
  if (!value) throw new Error('Expected one block.')
  return value
}
const decode = (kinds: readonly ColumnKind[], value: Buffer) => decodeBlock(key, value, () => kinds)
const sizeOf = (kind: ColumnKind, cells: Cell[]) => encode([kind], [cells]).length

const anyWhole = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.constantFrom(0, -0, 1 - 2 ** 53, 2 ** 53 - 1, 2 ** 51))
const anyDouble = fc.oneof(
  fc.double(),
  fc.integer({ min: -(10 ** 6), max: 10 ** 6 }).map((n) => n / 1e4),
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.MIN_VALUE, Number.MAX_VALUE, 0.1 + 0.2),
)
const anyBytes = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))
const cellsOf: Record<ColumnKind, fc.Arbitrary<Cell>> = {
  uuid: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes)),
  text: anyBytes,
  int: fc.integer(),
  double: anyDouble,
  boolean: fc.constantFrom(0, 1),
  timestamp: anyWhole,
  counter: anyWhole,
  blob: anyBytes,
  structure: anyBytes,
}

/** Rows of a few columns of any kind. */
const anyColumns = fc
  .record({
    kinds: fc.array(fc.constantFrom(...(Object.keys(cellsOf) as ColumnKind[])), { minLength: 1, maxLength: 8 }),
    count: fc.integer({ min: 1, max: 50 }),
  })
  .chain(({ kinds, count }) =>
    fc.record({
      kinds: fc.constant(kinds),
      columns: fc.tuple(
        ...kinds.map((kind) =>
          fc.array(
            fc.boolean().chain((isNullable) => (isNullable ? fc.option(cellsOf[kind]) : cellsOf[kind])),
            {
              minLength: count,
              maxLength: count,
            },
          ),
        ),
      ),
    }),
  )

describe('a block', () => {
  test('has every value exactly, of any kind and any bits', () => {
    fc.assert(
      fc.property(anyColumns, ({ kinds, columns }) => {
        const decoded = decode(kinds, encode(kinds, columns))
        expect(decoded.count).toBe(columns[0]?.length)
        expect(decoded.columns).toEqual(columns)
      }),
      { numRuns: 500 },
    )
  })

  test('has numbers exactly that jump by as much as any can, and go on at a steady pace', () => {
    const power = fc.integer({ min: 48, max: 53 })
    const jump = fc.tuple(power, fc.integer({ min: 1, max: 3 }), fc.constantFrom(-1, 1))
    const jumps = fc.array(
      jump.map(([bits, less, sign]) => sign * (2 ** bits - less)),
      { minLength: 1, maxLength: 6 },
    )
    fc.assert(
      fc.property(jumps, (ends) => {
        const steady = Array.from({ length: 40 }, (_, n) => n * 2 ** 40 - 2 ** 48)
        const columns = [[...ends, ...steady]]
        for (const kind of ['timestamp', 'double'] as const)
          expect(decode([kind], encode([kind], columns)).columns).toEqual(columns)
      }),
      { numRuns: 2_000 },
    )
  })

  test('takes little space for times at a steady pace, decimals that change little, and texts that repeat', () => {
    const rows = 300
    const times = Array.from({ length: rows }, (_, n) => 1_780_000_000_000 - 1_000 * n)
    const headerBytes = sizeOf('int', [1])
    expect(sizeOf('timestamp', times)).toBeLessThan(headerBytes + 20)
    const latitudes = Array.from({ length: rows }, (_, n) => (34_000_000 + 311 * n + (n % 7)) / 1e6)
    expect(sizeOf('double', latitudes)).toBeLessThan(headerBytes + rows * 0.5)
    const text = Buffer.from('{"role":"follower","leaderId":"660e8400-e29b-41d4-a716-446655440001"}')
    expect(sizeOf('structure', new Array<Cell>(rows).fill(text))).toBeLessThan(headerBytes + 120)
  })

  test('of too many rows is none', () => {
    const cells = new Array<Cell>(maxRowsPerBlock + 1).fill(1)
    expect(encodeBlock(key, 0, ['int'], [cells], 0, cells.length)).toBeNull()
    expect(encodeBlock(key, 0, ['int'], [cells], 1, cells.length)).not.toBeNull()
  })

  test('with any bit turned, cut anywhere or under another key is refused with a reason', () => {
    const kinds = ['timestamp', 'double', 'text'] as const
    const columns: Cell[][] = [[1, 2, 3], [0.5, null, 7], ['a', 'b', 'c'].map((text) => Buffer.from(text))]
    const value = encode(kinds, columns)
    for (let bit = 0; bit < 8 * value.length; bit++) {
      const damaged = Buffer.from(value)
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7))
      expect(() => decode(kinds, damaged)).toThrow(/expected .*, got /)
    }
    for (let length = 0; length < value.length; length++)
      expect(() => decode(kinds, value.subarray(0, length))).toThrow(/expected .*, got /)
    expect(() => decodeBlock(Buffer.from('kex'), value, () => kinds)).toThrow(/expected checksum/)
    expect(() => decodeBlock(key, value, () => undefined)).toThrow('expected a known layout, got 0')
  })
})

test('texts read at once are those of each cell, whatever their characters and however many rows are left out', () => {
  const anyText = fc.oneof(
    anyBytes,
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
  )
  const anyTexts = fc.array(
    fc.option(
      fc.oneof(
        anyText,
        fc.string().map((text) => Buffer.from(text)),
      ),
    ),
    { minLength: 1 },
  )
  fc.assert(
    fc.property(anyTexts, fc.nat(20), fc.nat(20), (cells, skipped, taken) => {
      const read = decode(['text'], encode(['text'], [cells])).columns[0] as (Buffer | null)[]
      const some = read.slice(skipped, skipped + taken)
      expect(readTexts(some)).toEqual(some.map((cell) => (cell === null ? null : cell.toString('utf8'))))
    }),
  )
})
