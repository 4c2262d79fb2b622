import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Failure } from '../../lib/errors.ts'
import { allTables, leases } from '../../schema/tables.ts'
import { openLmdbTables } from '../adapters/lmdb/tables.ts'
import { createTestClock, type TestClock } from '../adapters/memory/test-clock.ts'
import type { OpenTables } from '../ports/tables.ts'
import { holdLease, leaseMs } from './leases.ts'

let dataDir: string
let store: OpenTables
let clock: TestClock
let stops: (() => Promise<void>)[]

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'leases-'))
  clock = createTestClock()
  store = await openLmdbTables({ dataDir, clock, tables: allTables })
  stops = []
})
afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()))
  await store.close()
  rmSync(dataDir, { recursive: true })
})

/** Time goes on, and the disk with it. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    await clock.advance(500)
    await store.delete(leases, [{ name: 'none' }])
  }
}

const working = new Set<string>()
let begun: string[] = []
function start(processId: string, own: { tables?: OpenTables; clock?: TestClock } = {}) {
  begun = []
  const control = new AbortController()
  const log = { warn: () => undefined, info: () => undefined }
  const ended = holdLease(
    { tables: own.tables ?? store, clock: own.clock ?? clock, processId, log },
    'counting',
    async (signal) => {
      working.add(processId)
      begun.push(processId)
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      working.delete(processId)
    },
    control.signal,
  )
  const stop = async () => {
    control.abort()
    await ended
  }
  stops.push(stop)
  return stop
}

test('of three processes one works, for as long as it lives; when it ends another does', async () => {
  const stopA = start('a')
  await pass(1_000)
  start('b')
  start('c')
  await pass(60_000)
  expect([...working]).toEqual(['a'])
  await stopA()
  await pass(3_000)
  expect(working.size).toBe(1)
  expect(working).not.toContain('a')
  expect(begun).toHaveLength(1)
})

test('a holder that gives no sign of life is followed once its time is over, not before', async () => {
  start('gone', { clock: createTestClock() })
  await pass(500)
  start('b')
  await pass(leaseMs - 1_000)
  expect([...working]).toEqual(['gone'])
  await pass(4_000)
  expect(working).toContain('b')
})

test('a holder that the store does not answer stops before another begins', async () => {
  let isAway = false
  const flaky: OpenTables = {
    ...store,
    insertIf: (...args) =>
      isAway ? Promise.reject(new Failure('unavailable', 'away, as planned')) : store.insertIf(...args),
  }
  start('a', { tables: flaky })
  await pass(500)
  start('b')
  isAway = true
  let both = 0
  for (let n = 0; n < 40; n++) {
    await pass(500)
    if (working.size > 1) both += 1
  }
  expect(both).toBe(0)
  expect([...working]).toEqual(['b'])
})
