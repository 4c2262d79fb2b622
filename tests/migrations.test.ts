/** FAULTS 128: a table that was changed without a numbered migration is found, here and by a server that starts. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type CqlColumn, cqlColumnsOf, findSchemaFaults } from '../schema/cql/columns.ts'
import { boolean, type Table } from '../schema/table-types.ts'
import { drones, telemetry } from '../schema/tables.ts'
import { schemaTables } from '../schema/tables-later.ts'
import { replayCql } from './support/replay-cql.ts'

const folder = join(import.meta.dirname, '../schema/cql')
const read = (path: string) => readFileSync(path, 'utf8')
const numbered = readdirSync(folder)
  .filter((name) => /^\d{3}_\w+\.cql$/.test(name))
  .sort()
/** As the first keyspaces were made: never to be changed. */
const firstSchema = read(join(import.meta.dirname, 'support/first-schema.cql'))
const since = numbered.filter((name) => name > '002_').map((name) => read(join(folder, name)))

test('F128 the first schema and every numbered migration since lead to the tables of today', () => {
  const faults = findSchemaFaults(schemaTables, replayCql([firstSchema, ...since]))
  expect(faults, 'Add a numbered file to schema/cql that brings keyspaces made before to this').toEqual([])
})

test('F128 a keyspace made today has the tables of today, the migrations applied to it as well', () => {
  const today = replayCql(numbered.map((name) => read(join(folder, name))))
  expect(findSchemaFaults(schemaTables, today)).toEqual([])
  expect(findSchemaFaults(schemaTables, schemaTables.flatMap(cqlColumnsOf))).toEqual([])
})

const actual = schemaTables.flatMap(cqlColumnsOf)
const changed = (table: Table, change: Partial<Table>) => ({ ...table, ...change })
test.each<[string, Table, readonly CqlColumn[], string]>([
  [
    'a column that was added',
    changed(drones, { columns: { ...drones.columns, isArmed: boolean() } }),
    actual,
    'drones.is_armed: expected boolean, got none',
  ],
  [
    'a column of another kind',
    changed(drones, { columns: { ...drones.columns, callsign: boolean() } }),
    actual,
    'drones.callsign: expected boolean, got text',
  ],
  ['a table that was added', changed(drones, { name: 'kites' }), actual, 'kites: expected a table, got none'],
  [
    'another order',
    changed(drones, { clustering: [{ column: 'droneId', order: 'desc' }] }),
    actual,
    'drones.drone_id: expected uuid, number 1 of the clustering key, desc, got uuid, number 1 of the clustering key, asc',
  ],
  [
    'a key that was made longer by hand',
    drones,
    [
      ...actual,
      {
        table: 'drones',
        name: 'tail',
        type: 'text',
        kind: 'clustering',
        position: 1,
        order: 'asc',
      } satisfies CqlColumn,
    ],
    'drones.tail: expected none, got text, number 2 of the clustering key, asc',
  ],
  [
    'a table that now forgets its rows',
    changed(drones, { ttlMs: 1_000 }),
    actual,
    'drones.written_at: expected timestamp, got none',
  ],
])('F128 %s is named', (_, table, columns, fault) => {
  expect(findSchemaFaults([telemetry, table], columns)).toEqual([fault])
})

test('F128 a column that is there besides is no fault: another version may have added it', () => {
  const more: CqlColumn = { ...(actual[0] as CqlColumn), name: 'later', kind: 'regular', position: -1, order: 'none' }
  expect(findSchemaFaults(schemaTables, [...actual, more])).toEqual([])
})
