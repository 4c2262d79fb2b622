import { afterEach, beforeEach, expect, test } from 'vitest'
import { Failure } from '../../../lib/errors.ts'
import type { LeadershipChange } from '../../../schema/leadership.ts'
import { localActor } from '../../../schema/permissions.ts'
import { leadership } from '../../../schema/tables.ts'
import { convoyId, createLeadershipRig, otherConvoyId, t0 } from '../../../tests/support/leadership-rig.ts'
import { droneIdOf } from '../../../tests/support/simulated-election.ts'
import { createMemoryBus } from '../../adapters/memory/bus.ts'
import { listLeadershipChanges } from './history.ts'

const [a, b, c] = [droneIdOf(1), droneIdOf(2), droneIdOf(3)]
const rig = createLeadershipRig()
const { startWatch, followEvents, says, leads, publish, shows, history } = rig
beforeEach(rig.open)
afterEach(rig.close)

test('the leadership of a convoy without reports is unknown', async () => {
  const { watch } = await startWatch()
  await publish([says(a, null)])
  await rig.clock.advance(60_000)
  expect(watch.of(convoyId)).toMatchObject({ state: 'unknown', term: 0, leaderId: null, heartbeatIntervalMs: 2_000 })
  expect(await history()).toEqual([])
})

test('a change is stored, shown and published, in this order', async () => {
  const order: string[] = []
  const recordingBus: typeof rig.bus = {
    ...rig.bus,
    publish: async (topic, message) => {
      if (topic === 'events') order.push(`published, ${watch.of(convoyId).state}, ${(await history()).length} stored`)
      return rig.bus.publish(topic, message)
    },
  }
  const slow: typeof rig.tables = {
    ...rig.tables,
    insert: async (table, rows) => {
      order.push(`${table.name} while ${watch.of(convoyId).state}`)
      await rig.tables.insert(table, rows)
    },
  }
  const events = await followEvents()
  const { watch } = await startWatch({ tables: slow, bus: recordingBus })
  await publish([leads(a, 1)])
  await shows(watch, { state: 'healthy', leaderId: a, heartbeatAtMs: t0 })
  await expect.poll(() => events).toHaveLength(1)
  expect(order).toEqual([
    'leadership while unknown',
    'leadership_days while unknown',
    'leadership_events while unknown',
    'published, healthy, 1 stored',
  ])
  expect(events).toEqual((await history()).map((change) => ({ kind: 'leadership', ...change })))
})

test('silence is suspect, then lost, by the interval of each convoy', async () => {
  const { watch } = await startWatch()
  await publish([leads(a, 1)])
  await publish([leads(b, 1)], otherConvoyId)
  await shows(watch, { state: 'healthy' }, otherConvoyId)
  await rig.clock.advance(6_000)
  expect(watch.of(convoyId).state).toBe('suspect')
  await rig.clock.advance(4_000)
  expect(watch.of(convoyId).state).toBe('lost')
  expect(watch.of(otherConvoyId).state).toBe('healthy')
  await rig.clock.advance(2_000)
  expect(watch.of(otherConvoyId).state).toBe('suspect')
  expect((await history()).map(({ reason, atMs }) => [reason, atMs - t0])).toEqual([
    ['heartbeat_lost', 10_000],
    ['heartbeat_late', 6_000],
    ['first_report', 0],
  ])
})

test('heartbeats are stored every few seconds, not each, and when the watch ends', async () => {
  const writes: string[] = []
  const counted: typeof rig.tables = {
    ...rig.tables,
    insert: async (table, rows) => {
      writes.push(`${table.name} ${rows.length}`)
      await rig.tables.insert(table, rows)
    },
  }
  const { watch, stop } = await startWatch({ tables: counted })
  await publish([leads(a, 1)])
  await publish([leads(b, 1)], otherConvoyId)
  await shows(watch, { state: 'healthy' }, otherConvoyId)
  writes.length = 0
  for (let beat = 1; beat <= 10; beat++) {
    await rig.clock.advance(1_000)
    await publish([leads(a, 1)])
    await publish([leads(b, 1)], otherConvoyId)
    await shows(watch, { heartbeatAtMs: t0 + beat * 1_000 }, otherConvoyId)
  }
  expect(writes.length).toBeLessThanOrEqual(2)
  await stop()
  const stored = await rig.tables.find(leadership, { convoyId })
  expect(stored?.state.heartbeatAtMs).toBe(t0 + 10_000)
})

test('after a restart it shows what it showed before, raises no alarm for its own downtime, and ignores older terms', async () => {
  const { watch, stop } = await startWatch()
  await publish([leads(a, 7)])
  await shows(watch, { state: 'healthy' })
  await stop()
  await rig.clock.advance(3_600_000)
  const { watch: again } = await startWatch()
  expect(again.of(convoyId)).toMatchObject({ state: 'healthy', term: 7, leaderId: a, heartbeatAtMs: t0 })
  await publish([leads(b, 6), says(c, { term: 7, leaderId: a })])
  await rig.clock.advance(5_500)
  expect(again.of(convoyId)).toMatchObject({ state: 'healthy', term: 7, leaderId: a })
  await rig.clock.advance(500)
  expect(again.of(convoyId).state).toBe('suspect')
  expect((await history()).map(({ reason }) => reason)).toEqual(['heartbeat_late', 'first_report'])
})

test('a failed write delays the change and loses neither it nor any report', async () => {
  let isUnavailable = true
  const flaky: typeof rig.tables = {
    ...rig.tables,
    insert: async (table, rows) => {
      if (isUnavailable) throw new Failure('unavailable', 'The store is unavailable.')
      await rig.tables.insert(table, rows)
    },
  }
  const { watch, warnings } = await startWatch({ tables: flaky })
  await publish([leads(a, 1)])
  await publish([leads(b, 2)])
  await rig.clock.advance(1_000)
  expect(watch.of(convoyId).state).toBe('unknown')
  expect(warnings).toContain('leadership changes could not be stored; retrying')
  isUnavailable = false
  await rig.clock.advance(500)
  expect(watch.of(convoyId)).toMatchObject({ state: 'healthy', term: 2, leaderId: b })
  expect(await history()).toHaveLength(1)
})

test('a watch that reads too slowly resubscribes and goes on', async () => {
  rig.bus = createMemoryBus({ clock: rig.clock, capacity: { readings: 4, events: 100 } })
  const { watch, warnings } = await startWatch()
  for (let term = 1; term <= 20; term++) await publish([leads(a, term)])
  await expect
    .poll(() => warnings)
    .toContain('the leadership watch lost the bus or reads too slowly; subscribing again')
  await rig.clock.advance(100)
  await publish([leads(b, 30)])
  await shows(watch, { term: 30, leaderId: b })
})

test('after a machine has slept no leader is immediately suspect', async () => {
  const { watch } = await startWatch()
  await publish([leads(a, 1)])
  await shows(watch, { state: 'healthy' })
  rig.clock.setNow(t0 + 3_600_000)
  await rig.clock.advance(5_500)
  expect(watch.of(convoyId).state).toBe('healthy')
  await rig.clock.advance(3_000)
  expect(watch.of(convoyId).state).toBe('suspect')
})

test('history is newest first over days and instants, paged without gap or repetition, and no more is read once the caller has gone', async () => {
  const { watch } = await startWatch()
  for (let term = 1; term <= 12; term++) {
    await publish([leads(term % 2 ? a : b, term)])
    await shows(watch, { term })
    // Three changes an instant, on days far apart.
    if (term % 3 === 0) rig.clock.setNow(rig.clock.nowMs() + 40 * 86_400_000)
  }
  const whole = await history()
  expect(whole.map(({ after }) => after.term)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
  for (const first of [1, 2, 5, 11, 12]) {
    const paged: LeadershipChange[] = []
    let after: string | null = null
    do {
      const page = await listLeadershipChanges({ tables: rig.tables }, localActor, { convoyId, first, after })
      paged.push(...page.changes)
      after = page.next
    } while (after)
    expect(paged).toEqual(whole)
  }
  const gone = new AbortController()
  let scans = 0
  const tables: typeof rig.tables = {
    ...rig.tables,
    scan: async (...asked) => {
      if (++scans === 2) gone.abort(new Error('the caller has gone'))
      return rig.tables.scan(...asked)
    },
  }
  const query = { convoyId, first: 12, after: null }
  await expect(listLeadershipChanges({ tables }, localActor, query, gone.signal)).rejects.toThrow('the caller has gone')
  expect(scans).toBe(2)
})

test('history refuses an invalid page size or cursor and says what was expected', async () => {
  const list = (first: number, after: string | null) =>
    listLeadershipChanges({ tables: rig.tables }, localActor, { convoyId, first, after })
  await expect(list(0, null)).rejects.toThrow('first: expected 1 to 500, got 0.')
  await expect(list(1e9, null)).rejects.toThrow('first: expected 1 to 500, got 1000000000.')
  await expect(list(10, '../x')).rejects.toThrow('after: expected the `next` of a previous page, got "../x".')
  const device = { name: 'gateway', role: 'device' as const }
  await expect(
    listLeadershipChanges({ tables: rig.tables }, device, { convoyId, first: 1, after: null }),
  ).rejects.toMatchObject({
    code: 'forbidden',
  })
})
