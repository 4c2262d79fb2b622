import { expect, test } from 'vitest'
import { Failure } from '../../lib/errors.ts'
import { leases } from '../../schema/tables.ts'
import { createTestClock } from '../adapters/memory/test-clock.ts'
import type { OpenTables } from '../ports/tables.ts'
import { openLateTables } from './late-tables.ts'

function open(errors: unknown[]) {
  const clock = createTestClock()
  const fatal: unknown[] = []
  const calls = { opened: 0, closed: 0 }
  const store = {
    find: async () => ({ name: 'probe' }),
    close: async () => void calls.closed++,
  } as unknown as OpenTables
  const tables = openLateTables(
    {
      clock,
      async open() {
        calls.opened++
        const error = errors.shift()
        if (error) throw error
        return store
      },
      isTemporary: (error) => error instanceof Failure,
      onFatal: (error) => fatal.push(error),
    },
    'no host responds',
  )
  return { tables, clock, fatal, calls }
}
const find = (tables: OpenTables) => tables.find(leases, { name: 'probe' })
const unreachable = new Failure('unavailable', 'no host responds')

test('calls fail with unavailable until the database can be opened, which is tried every two seconds', async () => {
  const { tables, clock, calls } = open([unreachable, unreachable])
  await expect(find(tables)).rejects.toMatchObject({ code: 'unavailable', message: 'no host responds' })
  await clock.advance(4_000)
  await expect(find(tables)).rejects.toMatchObject({ code: 'unavailable' })
  await clock.advance(2_000)
  expect(await find(tables)).toEqual({ name: 'probe' })
  expect(calls.opened).toBe(3)
  await tables.close()
  expect(calls.closed).toBe(1)
})

test('an error that will not pass is reported once, and nothing is tried again', async () => {
  const newerSchema = new Error('The schema is newer than this version.')
  const { tables, clock, fatal, calls } = open([unreachable, newerSchema])
  await clock.advance(20_000)
  expect(fatal).toEqual([newerSchema])
  expect(calls.opened).toBe(2)
  await tables.close()
})

test('closing ends the attempts', async () => {
  const { tables, clock, calls } = open([unreachable])
  await tables.close()
  await clock.advance(20_000)
  expect(calls.opened).toBe(0)
})
