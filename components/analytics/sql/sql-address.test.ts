import { expect, test } from 'vitest'
import { isShareable, parseSqlAddress, replaceSqlAddress } from './sql-address.ts'

const parse = (search: string) => parseSqlAddress(new URLSearchParams(search))

test.each([
  { sql: 'SELECT 1 + 1 AS "a&b", \'%\n\'', view: 'chart' },
  { sql: null, view: 'table' },
  { sql: 'FROM drones', view: 'map' },
] as const)('%j comes back from the address it is printed to', (address) => {
  expect(parse(replaceSqlAddress('', address))).toEqual(address)
})

test('what another part of the screen has in the address stays, and an unknown view is a table', () => {
  expect(replaceSqlAddress('?at=2026&follow&sql=SELECT+1&result=chart', { sql: 'SELECT 2', view: 'table' })).toBe(
    '?at=2026&follow&sql=SELECT%202',
  )
  expect(parse('sql=&result=pie')).toEqual({ sql: null, view: 'table' })
})

test('SQL that is too long for an address is not cut, but left out', () => {
  const sql = `SELECT '${'é'.repeat(1_100)}'`
  expect(isShareable(sql)).toBe(false)
  expect(parse(replaceSqlAddress('', { sql, view: 'table' })).sql).toBeNull()
})
