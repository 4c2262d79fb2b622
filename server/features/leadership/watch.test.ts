import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Failure } from '../../../lib/errors.ts'
import type { Convoy } from '../../../schema/convoys.ts'
import type { ConvoyEvent } from '../../../schema/events.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { LeadershipChange, LeadershipReport } from '../../../schema/leadership.ts'
import { localActor } from '../../../schema/permissions.ts'
import { allTables, leadership } from '../../../schema/tables.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import { droneIdOf } from '../../../tests/support/simulated-election.ts'
import { openLmdbTables } from '../../adapters/lmdb/tables.ts'
import { createMemoryBus } from '../../adapters/memory/bus.ts'
import { createTestClock } from '../../adapters/memory/test-clock.ts'
import type { OpenTables } from '../../ports/tables.ts'
import { listLeadershipChanges } from './history.ts'
import { type LeadershipWatch, startLeadershipWatch } from './watch.ts'

const convoyId = '00000000-0000-4000-8000-0000000000c0' as ConvoyId
const otherConvoyId = '00000000-0000-4000-8000-0000000000c1' as ConvoyId
const [a, b, c] = [droneIdOf(1), droneIdOf(2), droneIdOf(3)]
const t0 = Date.UTC(2026, 0, 1, 12)

let dataDir: string
let tables: OpenTables
let clock: ReturnType<typeof createTestClock>
let bus: ReturnType<typeof createMemoryBus>
let stops: (() => Promise<void>)[]

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'leadership-'))
  clock = createTestClock(t0)
  bus = createMemoryBus({ clock })
  tables = await openLmdbTables({ dataDir, clock, tables: allTables })
  stops = []
})
afterEach(async () => {
  for (const stop of stops) await stop()
  await tables.close()
  rmSync(dataDir, { recursive: true })
})

const roster = {
  findConvoy: (id: ConvoyId) =>
    ({ convoyId: id, createdAtMs: t0 - 1_000, heartbeatIntervalMs: id === otherConvoyId ? 4_000 : 2_000 }) as Convoy,
}

async function startWatch(own: Partial<Parameters<typeof startLeadershipWatch>[0]> = {}, isAlone = true) {
  const control = new AbortController()
  const warnings: string[] = []
  const log = { warn: (_details: object, message: string) => void warnings.push(message) }
  const watch = await startLeadershipWatch({ tables, bus, clock, roster, log, ...own }, control.signal, isAlone)
  const stop = async () => {
    control.abort()
    await watch.closed
  }
  stops.push(stop)
  return { watch, stop, warnings }
}

async function followEvents() {
  const events: ConvoyEvent[] = []
  const control = new AbortController()
  const subscription = await bus.subscribe('events', { after: null, signal: control.signal })
  const ended = (async () => {
    for await (const { message } of subscription) events.push(message)
  })()
  stops.push(async () => {
    control.abort()
    await ended
  })
  return events
}

let sequence = 0
function says(droneId: StoredReading['droneId'], report: Partial<LeadershipReport> | null): StoredReading {
  const nowMs = clock.nowMs()
  return {
    droneId,
    recordedAtMs: nowMs,
    receivedAtMs: nowMs,
    sequence: sequence++,
    leadership: report && { term: 1, role: 'follower', leaderId: null, votedFor: null, peers: [], ...report },
  } as StoredReading
}
const leads = (droneId: StoredReading['droneId'], term: number) =>
  says(droneId, { term, role: 'leader', leaderId: droneId })

const publish = (readings: StoredReading[], to = convoyId) => bus.publish('readings', { convoyId: to, readings })

/** Lets the watch hear what was published: it is done once its answer is as expected. */
const shows = (watch: LeadershipWatch, expected: object, of = convoyId) =>
  expect.poll(() => watch.of(of), { interval: 1 }).toMatchObject(expected)

const history = async (id = convoyId, first = 100) =>
  (await listLeadershipChanges({ tables }, localActor, { convoyId: id, first, after: null })).changes

test('a convoy of which nothing was heard is unknown', async () => {
  const { watch } = await startWatch()
  await publish([says(a, null)])
  await clock.advance(60_000)
  expect(watch.of(convoyId)).toMatchObject({ state: 'unknown', term: 0, leaderId: null, heartbeatIntervalMs: 2_000 })
  expect(await history()).toEqual([])
})

test('a change is stored, shown and told, in this order', async () => {
  const order: string[] = []
  const told: typeof bus = {
    ...bus,
    publish: async (topic, message) => {
      if (topic === 'events') order.push(`told, ${watch.of(convoyId).state}, ${(await history()).length} stored`)
      return bus.publish(topic, message)
    },
  }
  const slow: typeof tables = {
    ...tables,
    insert: async (table, rows) => {
      order.push(`${table.name} while ${watch.of(convoyId).state}`)
      await tables.insert(table, rows)
    },
  }
  const events = await followEvents()
  const { watch } = await startWatch({ tables: slow, bus: told })
  await publish([leads(a, 1)])
  await shows(watch, { state: 'healthy', leaderId: a, heartbeatAtMs: t0 })
  await expect.poll(() => events).toHaveLength(1)
  expect(order).toEqual([
    'leadership_days while unknown',
    'leadership_events while unknown',
    'leadership while unknown',
    'told, healthy, 1 stored',
  ])
  expect(events).toEqual((await history()).map((change) => ({ kind: 'leadership', ...change })))
})

test('silence is suspect, then lost, by the interval of each convoy', async () => {
  const { watch } = await startWatch()
  await publish([leads(a, 1)])
  await publish([leads(b, 1)], otherConvoyId)
  await shows(watch, { state: 'healthy' }, otherConvoyId)
  await clock.advance(6_000)
  expect(watch.of(convoyId).state).toBe('suspect')
  await clock.advance(4_000)
  expect(watch.of(convoyId).state).toBe('lost')
  expect(watch.of(otherConvoyId).state).toBe('healthy')
  await clock.advance(2_000)
  expect(watch.of(otherConvoyId).state).toBe('suspect')
  expect((await history()).map(({ reason, atMs }) => [reason, atMs - t0])).toEqual([
    ['heartbeat_lost', 10_000],
    ['heartbeat_late', 6_000],
    ['first_report', 0],
  ])
})

test('heartbeats cost no write of their own: they are stored every few seconds, and when it ends', async () => {
  const writes: string[] = []
  const counted: typeof tables = {
    ...tables,
    insert: async (table, rows) => {
      writes.push(`${table.name} ${rows.length}`)
      await tables.insert(table, rows)
    },
  }
  const { watch, stop } = await startWatch({ tables: counted })
  await publish([leads(a, 1)])
  await publish([leads(b, 1)], otherConvoyId)
  await shows(watch, { state: 'healthy' }, otherConvoyId)
  writes.length = 0
  for (let beat = 1; beat <= 10; beat++) {
    await clock.advance(1_000)
    await publish([leads(a, 1)])
    await publish([leads(b, 1)], otherConvoyId)
    await shows(watch, { heartbeatAtMs: t0 + beat * 1_000 }, otherConvoyId)
  }
  expect(writes.length).toBeLessThanOrEqual(2)
  await stop()
  const stored = await tables.find(leadership, { convoyId })
  expect(stored?.state.heartbeatAtMs).toBe(t0 + 10_000)
})

test('after a restart it shows what it showed, is not alarmed by its own absence, and hears no older term', async () => {
  const { watch, stop } = await startWatch()
  await publish([leads(a, 7)])
  await shows(watch, { state: 'healthy' })
  await stop()
  await clock.advance(3_600_000)
  const { watch: again } = await startWatch()
  expect(again.of(convoyId)).toMatchObject({ state: 'healthy', term: 7, leaderId: a, heartbeatAtMs: t0 })
  await publish([leads(b, 6), says(c, { term: 7, leaderId: a })])
  await clock.advance(5_500)
  expect(again.of(convoyId)).toMatchObject({ state: 'healthy', term: 7, leaderId: a })
  await clock.advance(500)
  expect(again.of(convoyId).state).toBe('suspect')
  expect((await history()).map(({ reason }) => reason)).toEqual(['heartbeat_late', 'first_report'])
})

test('a store that refuses a write delays the change, and loses neither it nor what was heard', async () => {
  let isAway = true
  const flaky: typeof tables = {
    ...tables,
    insert: async (table, rows) => {
      if (isAway) throw new Failure('unavailable', 'The store is away.')
      await tables.insert(table, rows)
    },
  }
  const { watch, warnings } = await startWatch({ tables: flaky })
  await publish([leads(a, 1)])
  await publish([leads(b, 2)])
  await clock.advance(1_000)
  expect(watch.of(convoyId).state).toBe('unknown')
  expect(warnings).toContain('changes of leadership could not be stored; they are tried again')
  isAway = false
  await clock.advance(500)
  expect(watch.of(convoyId)).toMatchObject({ state: 'healthy', term: 2, leaderId: b })
  expect(await history()).toHaveLength(1)
})

test('a watch that reads too slowly subscribes anew and goes on', async () => {
  bus = createMemoryBus({ clock, capacity: { readings: 4, events: 100 } })
  const { watch, warnings } = await startWatch()
  for (let term = 1; term <= 20; term++) await publish([leads(a, term)])
  await expect
    .poll(() => warnings)
    .toContain('the leadership watch lost the bus or reads too slowly, and subscribes anew')
  await clock.advance(100)
  await publish([leads(b, 30)])
  await shows(watch, { term: 30, leaderId: b })
})

test('a machine that slept finds nobody silent at once', async () => {
  const { watch } = await startWatch()
  await publish([leads(a, 1)])
  await shows(watch, { state: 'healthy' })
  clock.setNow(t0 + 3_600_000)
  await clock.advance(5_500)
  expect(watch.of(convoyId).state).toBe('healthy')
  await clock.advance(3_000)
  expect(watch.of(convoyId).state).toBe('suspect')
})

test('history is newest first over days and instants, paged without gap or repetition', async () => {
  const { watch } = await startWatch()
  for (let term = 1; term <= 12; term++) {
    await publish([leads(term % 2 ? a : b, term)])
    await shows(watch, { term })
    // Three changes an instant, on days far apart.
    if (term % 3 === 0) clock.setNow(clock.nowMs() + 40 * 86_400_000)
  }
  const whole = await history()
  expect(whole.map(({ after }) => after.term)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
  for (const first of [1, 2, 5, 11, 12]) {
    const paged: LeadershipChange[] = []
    let after: string | null = null
    do {
      const page = await listLeadershipChanges({ tables }, localActor, { convoyId, first, after })
      paged.push(...page.changes)
      after = page.next
    } while (after)
    expect(paged).toEqual(whole)
  }
})

test('history refuses what is no page and no cursor, saying what was expected', async () => {
  const list = (first: number, after: string | null) =>
    listLeadershipChanges({ tables }, localActor, { convoyId, first, after })
  await expect(list(0, null)).rejects.toThrow('first: expected a whole number from 1 to 500, got 0.')
  await expect(list(1e9, null)).rejects.toThrow('first: expected a whole number from 1 to 500, got 1000000000.')
  await expect(list(10, '../x')).rejects.toThrow('after: expected the next of an earlier page, got "../x".')
  const device = { name: 'gateway', role: 'device' as const }
  await expect(listLeadershipChanges({ tables }, device, { convoyId, first: 1, after: null })).rejects.toMatchObject({
    code: 'forbidden',
  })
})

test('of two that watch one tells; when it ends the other goes on from what is stored, and both show the same', async () => {
  const watches = await Promise.all([false, false].map((isAlone) => startWatch({}, isAlone)))
  const [one, two] = watches.map(({ watch }) => watch) as [LeadershipWatch, LeadershipWatch]
  const [first, second] = [new AbortController(), new AbortController()]
  const firstTells = one.tellUntil(first.signal)
  const events = await followEvents()
  await publish([leads(a, 1)])
  for (const watch of [one, two]) await shows(watch, { state: 'healthy', leaderId: a })
  await expect.poll(() => events).toHaveLength(1)
  expect(await history()).toHaveLength(1)

  first.abort()
  await firstTells
  await publish([leads(b, 2)])
  for (const watch of [one, two]) await shows(watch, { leaderId: b, term: 2 })
  // Nobody told of term 2: who begins to tell hears of it again and does.
  const secondTells = two.tellUntil(second.signal)
  await clock.advance(1_000)
  await publish([leads(b, 2)])
  await expect.poll(history).toHaveLength(2)
  second.abort()
  await secondTells
  expect(events).toHaveLength(2)
})
