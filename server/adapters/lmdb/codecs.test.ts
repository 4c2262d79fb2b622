import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ColumnKind, defineTable, nullable, type Table, uuid } from '../../../schema/table-types.ts'
import { ByteWriter } from './byte-writer.ts'
import { keyAfterPrefix, keyLayoutOf, readKey, writeKey, writeKeyPrefix } from './key-codec.ts'
import { findDamage, readRow, rowLayoutOf, writeRow } from './row-codec.ts'

type Row = Record<string, unknown>

const anyText = fc.string({ unit: 'binary', maxLength: 12 })
const anyTime = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, -1, 2 ** 32, -(2 ** 32), 2 ** 53 - 1, 1 - 2 ** 53))
const anyInt = fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.constantFrom(-1, 0, 1))
const anyValue: Record<ColumnKind, fc.Arbitrary<unknown>> = {
  uuid: fc.uuid(),
  text: fc.oneof(anyText, fc.constantFrom('', '\0', 'a', 'a\0', '\0a', '\uffff', '🛩')),
  int: anyInt,
  double: fc.double(),
  boolean: fc.boolean(),
  timestamp: anyTime,
  counter: anyTime,
  blob: fc.uint8Array({ maxLength: 20 }),
  structure: fc.dictionary(
    fc.string().filter((name) => name !== '__proto__'),
    fc.oneof(anyInt, anyText, fc.constant(null)),
  ),
}
const keyKinds = ['uuid', 'text', 'int', 'timestamp'] as const

/** A table of random key and other columns, and random rows of it. */
const anyTableWithRows = fc
  .record({
    keys: fc.array(fc.record({ kind: fc.constantFrom(...keyKinds), isDescending: fc.boolean() }), { maxLength: 4 }),
    others: fc.array(
      fc.record({ kind: fc.constantFrom(...(Object.keys(anyValue) as ColumnKind[])), isNullable: fc.boolean() }),
      { maxLength: 20 },
    ),
    isTimed: fc.boolean(),
  })
  .chain(({ keys, others, isTimed }) => {
    const table = tableOf(keys, others, isTimed)
    const values = Object.entries(table.columns).map(([name, { kind, nullable: isNullable }]) => [
      name,
      isNullable ? fc.option(anyValue[kind], { nil: null }) : anyValue[kind],
    ])
    const row: fc.Arbitrary<Row> = fc.record(Object.fromEntries(values), { noNullPrototype: true })
    return fc.record({ table: fc.constant(table), rows: fc.array(row, { minLength: 2, maxLength: 8 }) })
  })

function tableOf(
  keys: { kind: ColumnKind; isDescending: boolean }[],
  others: { kind: ColumnKind; isNullable: boolean }[],
  isTimed: boolean,
): Table {
  const bare = uuid<unknown>()
  const columns = Object.fromEntries([
    ['owner', bare],
    ...keys.map(({ kind }, index) => [`key${index}`, { ...bare, kind }]),
    ...others.map(({ kind, isNullable }, index) => {
      const column = { ...bare, kind }
      return [`other${index}`, isNullable ? nullable(column) : column]
    }),
  ])
  return defineTable('random', {
    description: '',
    columns,
    partitionKey: ['owner'],
    clustering: keys.map(({ isDescending }, index) => ({
      column: `key${index}`,
      order: isDescending ? 'desc' : 'asc',
    })),
    ...(isTimed && { ttlMs: 1 }),
  })
}

const keyOf = (table: Table, row: Row): Buffer => {
  const out = new ByteWriter(1)
  out.start()
  writeKey(out, keyLayoutOf(table), row)
  return out.written()
}
const prefixOf = (table: Table, row: Row, columns: number): Buffer => {
  const out = new ByteWriter(1)
  const names = table.clustering.slice(0, columns).map(({ column }) => column)
  writeKeyPrefix(out, keyLayoutOf(table), row, Object.fromEntries(names.map((name) => [name, row[name]])))
  return out.written()
}

/** The order required by the contract of `Tables`. */
function compareRows(table: Table, a: Row, b: Row): number {
  const order = [{ column: 'owner', order: 'asc' }, ...table.clustering]
  for (const { column, order: direction } of order) {
    const [left, right] = [a[column], b[column]]
    const difference =
      typeof left === 'string'
        ? Buffer.compare(Buffer.from(left), Buffer.from(String(right)))
        : Math.sign(Number(left) - Number(right))
    if (difference !== 0) return direction === 'desc' ? -difference : difference
  }
  return 0
}

describe('keys of any table', () => {
  test('sort as bytes in the order of their rows', () => {
    fc.assert(
      fc.property(anyTableWithRows, ({ table, rows }) => {
        for (const a of rows)
          for (const b of rows) expect(Buffer.compare(keyOf(table, a), keyOf(table, b))).toBe(compareRows(table, a, b))
      }),
      { numRuns: 300 },
    )
  })

  test('decode to every column', () => {
    fc.assert(
      fc.property(anyTableWithRows, ({ table, rows }) => {
        for (const row of rows) {
          const found: Row = {}
          readKey(keyLayoutOf(table), Buffer.from(keyOf(table, row)), found)
          for (const [name, value] of Object.entries(found)) expect(value).toBe(row[name])
          expect(Object.keys(found)).toEqual(['owner', ...table.clustering.map(({ column }) => column)])
        }
      }),
      { numRuns: 300 },
    )
  })

  test('start with each of their prefixes, and sort before `keyAfterPrefix`', () => {
    fc.assert(
      fc.property(anyTableWithRows, fc.nat({ max: 4 }), ({ table, rows }, columns) => {
        for (const row of rows) {
          const [key, prefix] = [keyOf(table, row), prefixOf(table, row, columns)]
          expect(key.subarray(0, prefix.length)).toEqual(prefix)
          const after = keyAfterPrefix(prefix)
          if (after) expect(Buffer.compare(key, after)).toBe(-1)
        }
      }),
    )
  })

  test('of only 255s have no key after them', () => {
    expect(keyAfterPrefix(Buffer.from([255, 255]))).toBeNull()
    expect(keyAfterPrefix(Buffer.from([1, 255]))).toEqual(Buffer.from([2]))
  })
})

describe('rows of any table', () => {
  const encode = (table: Table, row: Row) => {
    const out = new ByteWriter(1)
    out.start()
    writeKey(out, keyLayoutOf(table), row)
    const keyBytes = out.length
    writeRow(out, table.name, rowLayoutOf(table), 0, row, 7)
    return { key: Buffer.from(out.written().subarray(0, keyBytes)), value: Buffer.from(out.written(keyBytes)) }
  }

  test('decode to every column', () => {
    fc.assert(
      fc.property(anyTableWithRows, ({ table, rows }) => {
        for (const row of rows) {
          const { key, value } = encode(table, row)
          expect(findDamage(key, value)).toBeNull()
          const { columns } = rowLayoutOf(table)
          const found = Object.fromEntries(columns.map(({ name }) => [name, undefined as unknown]))
          readRow(rowLayoutOf(table), value, found)
          expect(found).toEqual(Object.fromEntries(columns.map(({ name }) => [name, row[name]])))
        }
      }),
      { numRuns: 300 },
    )
  })

  test('are detected as damaged when any bit of key or value is flipped, or the end is truncated', () => {
    fc.assert(
      fc.property(anyTableWithRows, fc.nat(), ({ table, rows: [row] }, place) => {
        const { key, value } = encode(table, row as Row)
        const bit = place % (8 * (key.length + value.length))
        const turned = bit < 8 * key.length ? key : value
        const index = (bit >> 3) % turned.length
        turned[index] = (turned[index] as number) ^ (1 << (bit & 7))
        expect(findDamage(key, value)).not.toBeNull()
        turned[index] = (turned[index] as number) ^ (1 << (bit & 7))
        expect(findDamage(key, value)).toBeNull()
        expect(findDamage(key, value.subarray(0, place % value.length))).not.toBeNull()
      }),
      { numRuns: 300 },
    )
  })
})
