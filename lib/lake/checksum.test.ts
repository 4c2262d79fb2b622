import { expect, test } from 'vitest'
import { type LakeTableName, type LakeType, lakeColumns } from '../../schema/lake-columns.ts'
import { createChecksum } from './checksum.ts'
import { type LakeValue, rowsToBatch } from './rows-to-batch.ts'

const values: Record<Exclude<LakeType, 'INTEGER[]'>, [LakeValue, LakeValue]> = {
  UUID: ['550e8400-e29b-41d4-a716-446655440000', '550e8400-e29b-41d4-a716-446655440001'],
  VARCHAR: ['HAWK-1', 'HAWK-2'],
  TIMESTAMP: [Date.UTC(2026, 10, 28), Date.UTC(2026, 10, 28) + 1],
  BIGINT: [2 ** 40, 2 ** 40 + 1],
  INTEGER: [7, 8],
  DOUBLE: [0.5, 0.75],
  BOOLEAN: [true, false],
}
type Plain = keyof typeof values
const tables = Object.entries(lakeColumns) as [LakeTableName, Record<string, Plain>][]
const cells = tables.flatMap(([table, columns]) => Object.keys(columns).map((column) => [table, column] as const))

function checksumOf(table: LakeTableName, ...rows: LakeValue[][]): number {
  const types = Object.values(lakeColumns[table])
  const checksum = createChecksum(types)
  checksum.add(rowsToBatch(types, rows))
  return checksum.value
}

test.each(cells)('%s: another %s, or none, is another checksum', (table, changed) => {
  const columns = Object.entries(lakeColumns[table]) as [string, Plain][]
  const rowWith = (pick: (name: string, type: Plain) => LakeValue) => columns.map(([name, type]) => pick(name, type))
  const row = rowWith((_, type) => values[type][0])
  const other = rowWith((name, type) => values[type][name === changed ? 1 : 0])
  const without = rowWith((name, type) => (name === changed ? null : values[type][0]))
  const all = [
    checksumOf(table, row, row),
    checksumOf(table, row, other),
    checksumOf(table, row, without),
    checksumOf(table, row),
  ]
  expect(new Set(all).size).toBe(all.length)
  expect(checksumOf(table, other, row)).toBe(checksumOf(table, row, other))
})
