/** FAULTS 121: a message that a part of the server can't apply is skipped by that part alone, and the next one is applied. */

import { createClient as createSseClient } from 'graphql-sse'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodeFrame } from '../../lib/frames/decode.ts'
import type { ConvoyEvent, StrategyMessage } from '../../schema/events.ts'
import { type StoredReading, unmeasured } from '../../schema/telemetry.ts'
import { createTestClock } from '../../server/adapters/memory/test-clock.ts'
import { startLivePicture } from '../../server/features/picture/live-picture.ts'
import { followStrategies } from '../../server/features/system/follow-strategies.ts'
import type { Bus, Delivery } from '../../server/ports/bus.ts'
import { createNewestReadings } from '../../server/repositories/newest-readings.ts'
import { followRoster } from '../../server/repositories/roster-events.ts'
import { convoyId, droneId } from '../support/engagement-rig.ts'
import { type GraphqlRig, openGraphqlRig } from '../support/graphql-rig.ts'

const log = { warn: () => undefined }
const reading = (sequence: number): StoredReading => ({
  ...unmeasured,
  ...{ droneId: droneId(1), recordedAtMs: sequence, receivedAtMs: sequence, sequence, flags: 0 },
  ...{ latitudeDeg: 34, longitudeDeg: 69 },
  leadership: { term: sequence, role: 'leader', leaderId: droneId(1), votedFor: null, peers: [] },
})

/** A bus whose event at 13 ms can't be read. */
const unreadable: Pick<Delivery<never>, 'message' | 'fault'> = { message: null, fault: 'of another version' }
const withUnreadable = (bus: Bus): Bus => ({
  ...bus,
  async subscribe(topic, options) {
    const subscription = await bus.subscribe(topic, options)
    async function* read() {
      for await (const one of subscription)
        yield one.message && 'atMs' in one.message && one.message.atMs === 13 ? { ...one, ...unreadable } : one
    }
    const { gap, head } = subscription
    return { gap, head, [Symbol.asyncIterator]: () => read() }
  },
})

let rig: GraphqlRig
const stop = { control: new AbortController() }
beforeEach(async () => {
  stop.control = new AbortController()
  rig = await openGraphqlRig({ wrapBus: withUnreadable })
})
afterEach(async () => {
  stop.control.abort()
  await rig.close()
})
const skippedBy = (follower: string) =>
  rig.bus.skipped.list().reduce((sum, one) => sum + (one.follower === follower ? one.count : 0), 0)
const publishPoison = () => rig.bus.publish('readings', { convoyId, readings: [null as unknown as StoredReading] })

test('F121 leadership watch and latest readings go on after readings that are none, and /status and metrics say so', async () => {
  await publishPoison()
  await rig.report([reading(7)])
  await expect
    .poll(async () => (await rig.ask(`{ convoy(convoyId: "${convoyId}") { leadership { term } } }`)).data)
    .toEqual({
      convoy: { leadership: { term: 7 } },
    })
  const drone = `{ drone(droneId: "${droneId(1)}") { latest { sequence } } }`
  expect((await rig.ask(drone)).data).toEqual({ drone: { latest: { sequence: 7 } } })
  const asked = '{ system { skippedMessages { topic follower count reason at } } }'
  const { data } = await rig.ask<{ system: { skippedMessages: object[] } }>(asked)
  const skippedMessages = data?.system.skippedMessages
  expect(skippedMessages).toContainEqual({
    topic: 'readings',
    follower: 'the leadership watch',
    count: 1,
    reason: expect.stringContaining('null'),
    at: new Date(rig.clock.nowMs()).toISOString(),
  })
  expect(skippedMessages).toContainEqual(expect.objectContaining({ follower: 'the latest readings' }))
})

test('F121 the live picture goes on after readings and an event that are none', async () => {
  const leadershipOf = () => ({ convoyId, state: 'unknown', term: 0, candidates: [] }) as never
  const clock = createTestClock()
  const { bus, roster } = rig
  const newest = createNewestReadings({ clock, roster, fromStore: async () => null, fleet: null })
  const picture = await startLivePicture({ bus, clock, roster, leadershipOf, newest, log }, stop.control.signal)
  const shown: number[] = []
  const sink = {
    bufferedBytes: () => 0,
    sendFrame: (bytes: Uint8Array) => void shown.push(...decodeFrame(bytes).records.map((one) => one.sequence)),
    sendGone: () => {},
    sendConflated: () => {},
    closeLaggard: () => {},
  }
  picture.subscribe(sink, { convoyIds: null, rateHz: 4, box: null })
  await publishPoison()
  await bus.publish('events', { kind: 'roster', convoyId, droneIds: 5 as never, atMs: 1 })
  await bus.publish('readings', { convoyId, readings: [reading(9)] })
  await clock.advance(1_000)
  await expect.poll(() => shown).toContain(9)
  // Two each: the rig has a live picture of its own.
  expect(skippedBy('the live picture')).toBe(4)
})

test('F121 the roster goes on after an event that it cannot apply, and delivers it all the same', async () => {
  const there = await rig.start()
  const bus = await followRoster(
    { bus: rig.bus, clock: rig.clock, roster: there.roster, fleet: null, log },
    stop.control.signal,
  )
  const heard = (await bus.subscribe('events', { after: null, signal: stop.control.signal }))[Symbol.asyncIterator]()
  await bus.publish('events', { kind: 'roster', convoyId: 'no id' as never, droneIds: null, atMs: 1 })
  await rig.roster.addDrones(convoyId, [{ ...rig.roster.dronesOf(convoyId)[0], droneId: droneId(77) } as never])
  for (const _ of [1, 2]) await heard.next()
  expect(there.roster.findDrone(droneId(77))).not.toBeNull()
  expect(skippedBy('the roster')).toBe(1)
})

test('F121 a process goes on applying strategy settings after one that it cannot apply', async () => {
  const used: string[] = []
  const strategies = {
    use({ by }: Pick<StrategyMessage, 'by'>) {
      if (by === 'nobody') throw new TypeError('no such strategy')
      used.push(by)
    },
  }
  await followStrategies({ bus: rig.bus, clock: rig.clock, strategies, log }, stop.control.signal)
  const choice = { kind: 'strategy', entity: 'route', read: 'store-only', write: null, atMs: 1 } as const
  for (const by of ['one', 'nobody', 'two']) await rig.bus.publish('settings', { ...choice, by })
  await expect.poll(() => used).toEqual(['one', 'two'])
  expect(skippedBy('strategy settings')).toBe(1)
})

test('F121 a subscriber is told of an event that cannot be read as of a gap, and gets the next', async () => {
  const client = createSseClient({ url: rig.url, retryAttempts: 0 })
  const items = client.iterate<{ convoyEvents: object }>({
    query: `subscription { convoyEvents { __typename ... on StreamNotice { kind } ... on RosterEvent { timestamp } } }`,
  })
  const next = async () => (await items.next()).value?.data?.convoyEvents
  expect(await next()).toMatchObject({ kind: 'STARTED' })
  const event = (atMs: number): ConvoyEvent => ({ kind: 'roster', convoyId, droneIds: [], atMs })
  for (const atMs of [12, 13, 14]) await rig.bus.publish('events', event(atMs))
  expect(await next()).toMatchObject({ __typename: 'RosterEvent', timestamp: new Date(12).toISOString() })
  expect(await next()).toMatchObject({ __typename: 'StreamNotice', kind: 'GAP' })
  expect(await next()).toMatchObject({ __typename: 'RosterEvent', timestamp: new Date(14).toISOString() })
  await items.return?.()
  client.dispose()
})
