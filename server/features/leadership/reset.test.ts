import { afterEach, beforeEach, expect, test } from 'vitest'
import { Failure } from '../../../lib/errors.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import { localActor } from '../../../schema/permissions.ts'
import { convoyId, createLeadershipRig, leaseOf, roster, t0 } from '../../../tests/support/leadership-rig.ts'
import { droneIdOf } from '../../../tests/support/simulated-election.ts'
import { resetLeadership } from './reset.ts'
import type { LeadershipWatch } from './watch.ts'

const [a, b, c] = [droneIdOf(1), droneIdOf(2), droneIdOf(3)]
const leapt = 2 ** 31 - 1
const rig = createLeadershipRig()
const { startWatch, followEvents, says, leads, publish, shows, history } = rig
beforeEach(rig.open)
afterEach(rig.close)

const orderReset = (leadership: LeadershipWatch, note: string | null = null, own: object = {}) => {
  const { tables, bus, clock } = rig
  return resetLeadership({ tables, bus, clock, roster, leadership, ...own }, localActor, { convoyId, note })
}

test('F123 a leap of terms is published as an event, kept in the history, and shown after a restart', async () => {
  const { watch, stop } = await startWatch()
  const events = await followEvents()
  await publish([leads(a, 7), says(b, { term: 7, leaderId: a })])
  await publish([leads(c, leapt)])
  await shows(watch, { state: 'healthy', term: 7, leaderId: a, doubt: { term: leapt, droneId: c, spokenOfBy: 1 } })
  await expect.poll(() => events.at(-1)).toMatchObject({ reason: 'term_doubted', doubt: { term: leapt, droneId: c } })
  expect((await history()).map(({ reason }) => reason)).toEqual(['term_doubted', 'first_report'])
  await stop()
  await rig.clock.advance(600_000)
  const { watch: again } = await startWatch()
  expect(again.of(convoyId)).toMatchObject({ term: 7, leaderId: a, doubt: { term: leapt, droneId: c } })
})

test('F123 a reset is in the history with who ordered it and why, and survives a restart', async () => {
  const { watch, stop } = await startWatch()
  await publish([leads(a, 50)])
  await shows(watch, { term: 50 })
  await rig.clock.advance(1_000)
  const shown = await orderReset(watch, '  radio test ')
  expect(shown).toMatchObject({ state: 'unknown', term: 0, leaderId: null, restartedAtMs: t0 + 1_000 })
  const [change] = await history()
  expect(change).toMatchObject({
    reason: 'reset',
    before: { term: 50, leaderId: a },
    after: { term: 0, leaderId: null },
    reset: { by: localActor.name, note: 'radio test' },
  })
  await stop()
  const { watch: again } = await startWatch()
  await publish([{ ...leads(a, 50), recordedAtMs: t0 + 500 }])
  await rig.clock.advance(1_000)
  expect(again.of(convoyId)).toMatchObject({ state: 'unknown' })
  await publish([leads(b, 3)])
  await shows(again, { state: 'healthy', term: 3, leaderId: b })
  expect((await history()).map(({ reason }) => reason)).toEqual(['first_report', 'reset', 'first_report'])
})

test('a reset ordered at one process is applied by all, published by one, and found later by a process that started since', async () => {
  const watches = await Promise.all([false, false].map((isExclusive) => startWatch({}, isExclusive)))
  const [one, two] = watches.map(({ watch }) => watch) as [LeadershipWatch, LeadershipWatch]
  const publisher = new AbortController()
  const publishing = two.publishUntil(publisher.signal, leaseOf(1))
  const events = await followEvents()
  await publish([leads(a, 9)])
  for (const watch of [one, two]) await shows(watch, { term: 9 })
  await rig.clock.advance(1_000)
  await orderReset(one)
  for (const watch of [one, two]) await shows(watch, { state: 'unknown', term: 0 })
  await expect
    .poll(() => events.filter((event) => event.kind === 'leadership' && event.reason === 'reset').length)
    .toBe(1)
  expect((await history()).filter(({ reason }) => reason === 'reset')).toHaveLength(1)
  const { watch: late } = await startWatch({}, false)
  expect(late.of(convoyId)).toMatchObject({ state: 'unknown', term: 0 })
  publisher.abort()
  await publishing
})

test('a reset that could not be published is found in the store', async () => {
  const { watch, stop } = await startWatch()
  await publish([leads(a, 9)])
  await shows(watch, { term: 9 })
  await stop()
  await rig.clock.advance(1_000)
  const noWatch = { of: watch.of, reset: async () => undefined }
  const bus = { ...rig.bus, publish: () => Promise.reject(new Failure('unavailable', 'unavailable, as planned')) }
  await orderReset(watch, null, { bus, leadership: noWatch })
  const { watch: again } = await startWatch()
  expect(again.of(convoyId)).toMatchObject({ state: 'unknown', term: 0 })
  expect((await history())[0]).toMatchObject({ reason: 'reset', reset: { note: null } })
})

test('a reset whose change cannot be stored is retried until it is', async () => {
  let isUnavailable = false
  const flaky: typeof rig.tables = {
    ...rig.tables,
    insert: async (table, rows) => {
      if (isUnavailable && table.name !== 'leadership_resets')
        throw new Failure('unavailable', 'The store is unavailable.')
      await rig.tables.insert(table, rows)
    },
  }
  const { watch } = await startWatch({ tables: flaky })
  await publish([leads(a, 9)])
  await shows(watch, { term: 9 })
  isUnavailable = true
  await rig.clock.advance(1_000)
  await orderReset(watch, null, { tables: flaky })
  expect(watch.of(convoyId).term).toBe(9)
  isUnavailable = false
  await rig.clock.advance(500)
  expect(watch.of(convoyId)).toMatchObject({ state: 'unknown', term: 0 })
})

test('a reset is refused for an unknown convoy, for a reason that is too long and for a viewer, and changes nothing', async () => {
  const { watch } = await startWatch()
  await publish([leads(a, 9)])
  await shows(watch, { term: 9 })
  const nowhere = { roster: { ...roster, findConvoy: () => null } }
  await expect(orderReset(watch, null, nowhere)).rejects.toMatchObject({ code: 'missing' })
  await expect(orderReset(watch, 'x'.repeat(501))).rejects.toThrow('reason: expected at most 500 characters, got 501.')
  const { tables, bus, clock } = rig
  const viewer = { name: 'guest', role: 'viewer' as const }
  const order = { convoyId: convoyId as ConvoyId, note: null }
  await expect(resetLeadership({ tables, bus, clock, roster, leadership: watch }, viewer, order)).rejects.toMatchObject(
    {
      code: 'forbidden',
    },
  )
  expect(watch.of(convoyId).term).toBe(9)
})
