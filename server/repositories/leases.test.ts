import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Failure } from '../../lib/errors.ts'
import { allTables, leases } from '../../schema/tables.ts'
import { openLmdbTables } from '../adapters/lmdb/tables.ts'
import { createTestClock, type TestClock } from '../adapters/memory/test-clock.ts'
import type { OpenTables } from '../ports/tables.ts'
import { leaseMs } from './held-row.ts'
import { holdLease, type Lease } from './leases.ts'

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

/** Advances the clock, and gives the disk time as well. */
async function advance(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    await clock.advance(500)
    await store.delete(leases, [{ name: 'none' }])
  }
}

const working = new Set<string>()
let begun: string[] = []
type Work = Parameters<typeof holdLease>[2]
function start(processId: string, own: { tables?: OpenTables; clock?: TestClock; work?: Work } = {}) {
  begun = []
  const control = new AbortController()
  const log = { warn: () => undefined, info: () => undefined }
  const ended = holdLease(
    { tables: own.tables ?? store, clock: own.clock ?? clock, processId, log },
    'counting',
    own.work ??
      (async (signal) => {
        working.add(processId)
        begun.push(processId)
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
        working.delete(processId)
      }),
    control.signal,
  )
  const stop = async () => {
    control.abort()
    await ended
  }
  stops.push(stop)
  return stop
}

test('one of three processes works until it ends; then another one does', async () => {
  const stopA = start('a')
  await advance(1_000)
  start('b')
  start('c')
  await advance(60_000)
  expect([...working]).toEqual(['a'])
  await stopA()
  await advance(3_000)
  expect(working.size).toBe(1)
  expect(working).not.toContain('a')
  expect(begun).toHaveLength(1)
})

test('a holder that stops renewing is replaced once its lease has expired, not before', async () => {
  start('gone', { clock: createTestClock() })
  await advance(500)
  start('b')
  await advance(leaseMs - 1_000)
  expect([...working]).toEqual(['gone'])
  await advance(4_000)
  expect(working).toContain('b')
})

test('a holder whose store does not respond stops before another begins', async () => {
  let isUnavailable = false
  const flaky: OpenTables = {
    ...store,
    insertIf: (...args) =>
      isUnavailable ? Promise.reject(new Failure('unavailable', 'unavailable, as planned')) : store.insertIf(...args),
  }
  start('a', { tables: flaky })
  await advance(500)
  start('b')
  isUnavailable = true
  let both = 0
  for (let n = 0; n < 40; n++) {
    await advance(500)
    if (working.size > 1) both += 1
  }
  expect(both).toBe(0)
  expect([...working]).toEqual(['b'])
})

test('a holder whose renewal hangs stops by its own clock before another begins', async () => {
  let isHanging = false
  const hanging: OpenTables = {
    ...store,
    insertIf: (...args) => (isHanging ? new Promise<never>(() => undefined) : store.insertIf(...args)),
  }
  start('a', { tables: hanging })
  await advance(500)
  start('b')
  isHanging = true
  const seen: string[] = []
  for (let n = 0; n < 40; n++) {
    await advance(500)
    seen.push([...working].join(' '))
  }
  expect(seen.filter((names) => names.includes(' '))).toEqual([])
  expect(seen.indexOf('')).toBeLessThan(seen.indexOf('b'))
})

test('fencing tokens grow from holder to holder, and no holder writes after its lease has expired', async () => {
  const fences: number[] = []
  const leasesHeld: Lease[] = []
  const work: Work = async (signal, lease) => {
    fences.push(lease.fence)
    leasesHeld.push(lease)
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  }
  const frozen = createTestClock()
  start('gone', { clock: frozen, work })
  await advance(500)
  start('b', { work })
  await advance(leaseMs + 3_000)
  expect(fences).toEqual([1, 2])
  const [first, second] = leasesHeld
  expect(() => second?.requireHeld()).not.toThrow()
  await frozen.advance(leaseMs)
  expect(() => first?.requireHeld()).toThrow('no longer holds the lease of counting')
})

test.each(['ends', 'throws'])('work that %s immediately begins again only after a pause', async (how) => {
  let count = 0
  start('a', {
    work: async () => {
      count += 1
      if (how === 'throws') throw new Error('as planned')
    },
  })
  await advance(60_000)
  expect(count).toBeGreaterThan(10)
  expect(count).toBeLessThanOrEqual(31)
})

test('a process ends though its store hangs', async () => {
  let isHanging = false
  const hang = () => new Promise<never>(() => undefined)
  const hanging: OpenTables = {
    ...store,
    insertIf: (...args) => (isHanging ? hang() : store.insertIf(...args)),
    find: (...args) => (isHanging ? hang() : store.find(...args)),
  }
  const stopHolder = start('a', { tables: hanging })
  await advance(500)
  const stopWaiting = start('b', { tables: hanging })
  isHanging = true
  await advance(2_500)
  const ended = Promise.all([stopHolder(), stopWaiting()])
  await advance(4_000)
  await ended
})
