import { expect, test } from 'vitest'
import type { ConvoyEvent, RosterEvent } from '../../schema/events.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import type { Bus, Delivery, Subscription } from './bus.ts'

const convoyId = '550e8400-e29b-41d4-a716-446655440000' as ConvoyId
const event = (atMs: number): RosterEvent => ({ kind: 'roster', convoyId, droneIds: null, atMs })

interface Opened {
  bus: Bus
  /** The bus of another process on the same log; the same one where the log is a process's own. */
  twin: Bus
  /** How many messages `bus` holds of topic `events`, at least 100. */
  eventCapacity: number
}

/** Contract tests of Bus, run against an adapter. */
export function busContract(name: string, open: () => Promise<Opened>) {
  const subscribe = (bus: Bus, after: string | null, signal = new AbortController().signal) =>
    bus.subscribe('events', { after, signal })

  test(`${name}: messages reach every subscriber once, in the order of their sequences`, async () => {
    const { bus } = await open()
    const [one, two] = await Promise.all([subscribe(bus, null), subscribe(bus, null)])
    const published = await Promise.all(Array.from({ length: 50 }, (_, i) => bus.publish('events', event(i))))
    for (const subscription of [one, two]) {
      const got = await take(subscription, 50)
      const sequences = got.map((d) => d.sequence)
      expect(sequences).toEqual(sequences.toSorted(inOrder))
      expect(new Set(got.map((d) => d.sequence))).toEqual(new Set(published))
      expect(times(got).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i))
    }
  })

  test(`${name}: a subscriber resumes after a sequence without loss`, async () => {
    const { bus } = await open()
    const sequences: string[] = []
    for (let i = 0; i < 20; i++) sequences.push(await bus.publish('events', event(i)))
    const resumed = await subscribe(bus, sequences[9] as string)
    expect(resumed.gap).toBe(false)
    expect(resumed.head).toBe(sequences[19])
    expect(times(await take(resumed, 10))).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
  })

  test(`${name}: what processes publish at once reaches the subscribers of each in the same order`, async () => {
    const { bus, twin } = await open()
    const [here, there] = await Promise.all([subscribe(bus, null), subscribe(twin, null)])
    const published = await Promise.all(
      Array.from({ length: 60 }, (_, i) => (i % 2 ? bus : twin).publish('events', event(i))),
    )
    const [atHere, atThere] = await Promise.all([take(here, 60), take(there, 60)])
    expect(atThere).toEqual(atHere)
    expect(atHere.map((d) => d.sequence)).toEqual(published.toSorted(inOrder))
  })

  test(`${name}: a subscriber goes on in another process after the last sequence it got, without loss`, async () => {
    const { bus, twin } = await open()
    const before = await subscribe(bus, null)
    for (let i = 0; i < 20; i++) await (i % 2 ? bus : twin).publish('events', event(i))
    const last = (await take(before, 8)).at(-1)?.sequence as string
    const resumed = await subscribe(twin, last)
    expect(resumed.gap).toBe(false)
    expect(resumed.head).toBe(await bus.head('events'))
    await bus.publish('events', event(20))
    expect(times(await take(resumed, 13))).toEqual(Array.from({ length: 13 }, (_, i) => 8 + i))
  })

  test(`${name}: messages that one process publishes at once are logged in the order of the calls`, async () => {
    const { bus, twin } = await open()
    const there = await subscribe(twin, null)
    await Promise.all(Array.from({ length: 90 }, (_, i) => bus.publish('events', event(i))))
    expect(times(await take(there, 90))).toEqual(Array.from({ length: 90 }, (_, i) => i))
  })

  test(`${name}: subscribed from now on, nothing older comes`, async () => {
    const { bus } = await open()
    await bus.publish('events', event(1))
    const subscription = await subscribe(bus, null)
    await bus.publish('events', event(2))
    expect(times(await take(subscription, 1))).toEqual([2])
  })

  test(`${name}: a sequence that is no longer held is a gap, and delivery begins with what comes next`, async () => {
    const { bus, eventCapacity } = await open()
    const first = await bus.publish('events', event(0))
    for (let i = 1; i <= eventCapacity + 5; i++) await bus.publish('events', event(i))
    const subscription = await subscribe(bus, first)
    expect(subscription.gap).toBe(true)
    await bus.publish('events', event(-1))
    expect(times(await take(subscription, 1))).toEqual([-1])
  })

  test(`${name}: a forged sequence, or one from the future, is a gap`, async () => {
    const { bus } = await open()
    const head = await bus.publish('events', event(0))
    const future = head.replace(/\d+$/, (n) => String(Number(n) + 1_000_000))
    for (const forged of ['', 'x', '0-1', `${'9'.repeat(15)}-1`, '1-2; DROP', '-', future])
      expect((await subscribe(bus, forged)).gap, forged).toBe(true)
  })

  test(`${name}: a subscriber that reads too slowly is ended with limited and slows no other`, async () => {
    const { bus, eventCapacity } = await open()
    const slow = (await subscribe(bus, null))[Symbol.asyncIterator]()
    const head = await bus.head('events')
    for (let i = 0; i < eventCapacity * 2; i++) await bus.publish('events', event(i))
    await expect(slow.next()).rejects.toMatchObject({ code: 'limited' })
    const quick = await subscribe(bus, await bus.head('events'))
    expect(quick.gap).toBe(false)
    expect(head).not.toBe(quick.head)
  })

  test(`${name}: ends quietly when the signal aborts, also while it waits`, async () => {
    const { bus } = await open()
    const abort = new AbortController()
    const waiting = (await subscribe(bus, null, abort.signal))[Symbol.asyncIterator]().next()
    abort.abort()
    expect((await waiting).done).toBe(true)
  })

  test(`${name}: subscribing and leaving 10,000 times leaves nothing behind`, async () => {
    const { bus } = await open()
    for (let i = 0; i < 10_000; i++) {
      const abort = new AbortController()
      const next = (await subscribe(bus, null, abort.signal))[Symbol.asyncIterator]().next()
      abort.abort()
      await next
    }
    const started = await subscribe(bus, null)
    await bus.publish('events', event(7))
    expect(times(await take(started, 1))).toEqual([7])
  })
}

async function take(subscription: Subscription<ConvoyEvent>, count: number): Promise<Delivery<ConvoyEvent>[]> {
  const got: Delivery<ConvoyEvent>[] = []
  for await (const delivery of subscription) {
    got.push(delivery)
    if (got.length === count) break
  }
  return got
}

/** `<ms>-<n>`: by ms, then by n. */
function inOrder(a: string, b: string): number {
  const [aMs, aN] = a.split('-').map(Number) as [number, number]
  const [bMs, bN] = b.split('-').map(Number) as [number, number]
  return aMs - bMs || aN - bN
}

const times = (deliveries: Delivery<ConvoyEvent>[]) => deliveries.map((d) => d.message?.atMs ?? Number.NaN)
