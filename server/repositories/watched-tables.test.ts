import { expect, test } from 'vitest'
import { Failure } from '../../lib/errors.ts'
import { leases } from '../../schema/tables.ts'
import { createTestClock } from '../adapters/memory/test-clock.ts'
import type { Tables } from '../ports/tables.ts'
import { watchTables } from './watched-tables.ts'

function open(failsFast = false) {
  const clock = createTestClock()
  const store = { find: async (): Promise<null> => null, write: async () => undefined as undefined, asked: 0 }
  const tables = {
    find: () => {
      store.asked += 1
      return store.find()
    },
    delete: () => store.write(),
  } as unknown as Tables
  const seen: boolean[] = []
  const watched = watchTables({ tables, clock }, ({ isUp }) => seen.push(isUp), failsFast)
  const ask = () => watched.tables.find(leases, { name: 'x' })
  return { clock, store, watched, seen, ask }
}

test('a failed store is down with its error message, and up again when a probe succeeds, without traffic', async () => {
  const { clock, store, watched, seen, ask } = open()
  store.find = async () => {
    throw new Failure('unavailable', 'no host answers')
  }
  await expect(ask()).rejects.toThrow('no host answers')
  expect(watched.state).toEqual({ isUp: false, sinceMs: clock.nowMs(), detail: 'no host answers' })
  await clock.advance(3_000)
  expect(store.asked).toBe(4)
  store.find = async () => null
  await clock.advance(1_000)
  expect(watched.state).toMatchObject({ isUp: true, detail: null, sinceMs: clock.nowMs() })
  expect(store.asked).toBe(5)
  expect(seen).toEqual([false, true])
})

test('an outage is detected within two seconds without traffic; successful traffic makes probes unnecessary', async () => {
  const { clock, store, watched, ask } = open()
  for (let second = 0; second < 5; second++) {
    await ask()
    await clock.advance(1_000)
  }
  expect(store.asked).toBe(5)
  store.find = async () => {
    throw new Failure('unavailable', 'no host answers')
  }
  await clock.advance(1_000)
  expect(watched.state).toMatchObject({ isUp: false, detail: 'no host answers' })
})

test('intermittent write failures are one outage, though reads and other writes succeed in between', async () => {
  const { clock, store, watched, seen, ask } = open()
  const write = () => watched.tables.delete(leases, [{ name: 'x' }])
  for (let second = 0; second < 10; second++) {
    store.write = async () => {
      throw new Failure('unavailable', 'no space left')
    }
    await expect(write()).rejects.toThrow('no space left')
    store.write = async () => undefined
    await write()
    await ask()
    await clock.advance(1_000)
  }
  expect(seen).toEqual([false])
  expect(watched.state).toMatchObject({ isUp: false, detail: 'no space left' })
  await clock.advance(4_000)
  expect(watched.state.isUp).toBe(true)
})

test('a row that does not fit says nothing about the store', async () => {
  const { store, watched, ask } = open()
  store.find = async () => {
    throw new RangeError('name: expected text')
  }
  await expect(ask()).rejects.toThrow(RangeError)
  expect(watched.state.isUp).toBe(true)
})

test('with failsFast no call waits for a store whose probe failed, until one succeeds', async () => {
  const { clock, store, ask } = open(true)
  store.find = async () => {
    throw new Failure('unavailable', 'no host answers')
  }
  await expect(ask()).rejects.toThrow('no host answers')
  await expect(ask()).rejects.toThrow('no host answers')
  expect(store.asked).toBe(2)
  await clock.advance(1_000)
  expect(store.asked).toBe(3)
  await expect(ask()).rejects.toMatchObject({ code: 'unavailable', message: 'no host answers' })
  expect(store.asked).toBe(3)
  store.find = async () => null
  await clock.advance(1_000)
  expect(await ask()).toBeNull()
})

test('an overloaded store is not unavailable: calls still reach it, even when the probe is refused', async () => {
  const { clock, store, watched, seen, ask } = open(true)
  store.find = async () => {
    throw new Failure('limited', 'too much to do', { retryAfterMs: 1_000 })
  }
  await expect(ask()).rejects.toMatchObject({ code: 'limited' })
  await clock.advance(3_000)
  expect(store.asked).toBe(4)
  expect(watched.state.isUp).toBe(true)
  store.find = async () => null
  expect(await ask()).toBeNull()
  expect(seen).toEqual([])
})
