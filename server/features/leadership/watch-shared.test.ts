import { afterEach, beforeEach, expect, test } from 'vitest'
import { Failure } from '../../../lib/errors.ts'
import type { DroneId } from '../../../schema/ids.ts'
import { leadership } from '../../../schema/tables.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import { convoyId, createLeadershipRig, leaseOf, t0 } from '../../../tests/support/leadership-rig.ts'
import { droneIdOf } from '../../../tests/support/simulated-election.ts'
import { createStallingTables } from '../../../tests/support/stalling-tables.ts'
import { createMemoryFleet } from '../../adapters/memory/fleet.ts'
import { createTestClock } from '../../adapters/memory/test-clock.ts'
import type { Bus } from '../../ports/index.ts'
import type { LeadershipWatch } from './watch.ts'

const [a, b] = [droneIdOf(1), droneIdOf(2)]
const rig = createLeadershipRig()
const { startWatch, followEvents, leads, publish, shows, history } = rig
beforeEach(rig.open)
afterEach(rig.close)

test('of two watches one publishes; when it ends the other continues from the stored state, and both show the same', async () => {
  const watches = await Promise.all([false, false].map((isOnlyProcess) => startWatch({}, isOnlyProcess)))
  const [one, two] = watches.map(({ watch }) => watch) as [LeadershipWatch, LeadershipWatch]
  const [first, second] = [new AbortController(), new AbortController()]
  const firstPublishes = one.publishUntil(first.signal, leaseOf(1))
  const events = await followEvents()
  await publish([leads(a, 1)])
  for (const watch of [one, two]) await shows(watch, { state: 'healthy', leaderId: a })
  await expect.poll(() => events).toHaveLength(1)
  expect(await history()).toHaveLength(1)

  first.abort()
  await firstPublishes
  await publish([leads(b, 2)])
  for (const watch of [one, two]) await shows(watch, { leaderId: b, term: 2 })
  // Term 2 was not published: the new publisher receives it again and publishes it.
  const secondPublishes = two.publishUntil(second.signal, leaseOf(2))
  await rig.clock.advance(1_000)
  await publish([leads(b, 2)])
  await expect.poll(history).toHaveLength(2)
  second.abort()
  await secondPublishes
  expect(events).toHaveLength(2)
})

test('a publisher that stalls at any step while another takes over overwrites nothing, and no change is lost or published twice', async () => {
  for (let call = 1; ; call++) {
    await rig.close()
    await rig.open()
    const stalling = createStallingTables(rig.tables)
    const { watch: one } = await startWatch({ tables: stalling, clock: createTestClock(t0) }, false)
    const { watch: two } = await startWatch({}, false)
    const [first, second] = [new AbortController(), new AbortController()]
    void one.publishUntil(first.signal, leaseOf(1))
    await publish([leads(a, 1)])
    await expect.poll(history, { interval: 1 }).toHaveLength(1)
    for (const watch of [one, two]) await shows(watch, { term: 1 })

    stalling.stallAt(call)
    await rig.clock.advance(1_000)
    await publish([leads(b, 2)])
    await expect.poll(() => stalling.isStalled || one.of(convoyId).term === 2, { interval: 1 }).toBe(true)
    const { isStalled } = stalling
    if (isStalled) {
      await shows(two, { term: 2 })
      const secondPublishes = two.publishUntil(second.signal, leaseOf(2))
      await rig.clock.advance(1_000)
      await publish([leads(b, 2)])
      await expect.poll(history, { interval: 1 }).toHaveLength(2)
      await publish([leads(a, 3)])
      await expect.poll(history, { interval: 1 }).toHaveLength(3)
      stalling.resume()
      first.abort()
      await rig.clock.advance(6_000)
      second.abort()
      await secondPublishes
      const where = `stalled at call ${call}, ${stalling.calls.at(call - 1)}`
      expect(await rig.tables.find(leadership, { convoyId }), where).toMatchObject({ term: 3, fence: 2 })
      const terms = (await history()).filter(({ reason }) => reason !== 'heartbeat_late').map(({ after }) => after.term)
      expect(terms, where).toEqual([3, 2, 1])
    }
    first.abort()
    stalling.resume()
    if (!isStalled) {
      expect(call).toBeGreaterThan(4)
      return
    }
  }
})

test('silence does not count while reports cannot arrive, and a heartbeat after it does', async () => {
  let canReceive = true
  const { watch } = await startWatch({ canReceive: () => canReceive })
  await publish([leads(a, 1)])
  await shows(watch, { state: 'healthy' })
  canReceive = false
  await rig.clock.advance(60_000)
  expect(watch.of(convoyId)).toMatchObject({ state: 'healthy', heartbeatAtMs: t0 })
  canReceive = true
  await rig.clock.advance(4_000)
  expect(watch.of(convoyId).state).toBe('healthy')
  await rig.clock.advance(8_000)
  expect(watch.of(convoyId).state).toBe('lost')
})

test('while the bus is unavailable leaders and heartbeats are read from the store', async () => {
  const stored = new Map<DroneId, StoredReading>()
  let isUnavailable = false
  const bus: Bus = {
    publish: (topic, message) => rig.bus.publish(topic, message),
    subscribe: (topic, options) => rig.bus.subscribe(topic, options),
    skipped: rig.bus.skipped,
    head: (topic) =>
      isUnavailable ? Promise.reject(new Failure('unavailable', 'unavailable, as planned')) : rig.bus.head(topic),
  }
  const newest = {
    async *ofAll() {
      yield { convoyId, readings: [...stored.values()] }
    },
  }
  const { watch } = await startWatch({ bus, canReceive: () => !isUnavailable, newest })
  await publish([leads(a, 1)])
  await shows(watch, { leaderId: a, heartbeatAtMs: t0 })
  isUnavailable = true
  await rig.clock.advance(10_000)
  stored.set(a, leads(a, 1))
  await rig.clock.advance(5_000)
  await shows(watch, { state: 'healthy', leaderId: a, heartbeatAtMs: t0 + 10_000 })
  stored.set(b, leads(b, 2))
  await rig.clock.advance(5_000)
  await shows(watch, { state: 'healthy', leaderId: b, term: 2 })
  expect((await history()).map(({ reason }) => reason)).toContain('higher_term')
})

test('the publisher keeps the leader flag of the cached fleet, and a cache that fails holds nothing up', async () => {
  const fleet = createMemoryFleet()
  const failing = { lead: () => Promise.reject(new Failure('unavailable', 'unavailable, as planned')) }
  const flags = async () =>
    (await fleet.read(convoyId, [a, b], ['leaderOfTerm'])).map((state) => state?.leaderOfTerm ?? null)
  const { stop } = await startWatch({ fleet })
  await publish([leads(a, 1)])
  await expect.poll(flags).toEqual([1, null])
  await publish([leads(b, 2)])
  await expect.poll(flags).toEqual([null, 2])
  await stop()
  const { watch } = await startWatch({ fleet: failing })
  await publish([leads(a, 3)])
  await shows(watch, { leaderId: a, term: 3 })
})
