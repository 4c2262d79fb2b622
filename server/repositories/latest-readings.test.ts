import { expect, test } from 'vitest'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { readingFlag, type StoredReading } from '../../schema/telemetry.ts'
import { createMemoryBus } from '../adapters/memory/bus.ts'
import { createTestClock } from '../adapters/memory/test-clock.ts'
import { openLatestReadings } from './latest-readings.ts'

const droneId = '660e8400-e29b-41d4-a716-446655440001' as DroneId
const convoyId = '550e8400-e29b-41d4-a716-446655440000' as ConvoyId
const reading = (recordedAtMs: number, sequence = 0) => ({ droneId, recordedAtMs, sequence }) as StoredReading
const turn = () => new Promise((resolve) => setImmediate(resolve))

async function open(capacity = 100) {
  const clock = createTestClock()
  const bus = createMemoryBus({ clock, capacity: { readings: capacity, events: 1 } })
  const loads: ((reading: StoredReading | null) => void)[] = []
  const warnings: string[] = []
  const latest = await openLatestReadings(
    {
      bus,
      clock,
      load: (droneIds) =>
        Promise.all(droneIds.map(() => new Promise<StoredReading | null>((resolve) => loads.push(resolve)))),
      log: { warn: (_, message) => warnings.push(message) },
    },
    new AbortController().signal,
  )
  const publish = (...readings: StoredReading[]) => bus.publish('readings', { convoyId, readings })
  return { latest, loads, publish, warnings }
}

test('concurrent callers share one load, and later ones need none', async () => {
  const { latest, loads } = await open()
  const asked = Promise.all([latest.of([droneId]), latest.of([droneId])])
  expect(loads).toHaveLength(1)
  loads[0]?.(reading(5))
  expect(await asked).toEqual([[reading(5)], [reading(5)]])
  expect(await latest.of([droneId])).toEqual([reading(5)])
  expect(loads).toHaveLength(1)
})

test('a load that a newer reading overtakes never restores the old one', async () => {
  const { latest, loads, publish } = await open()
  const asked = latest.of([droneId])
  await publish(reading(9))
  await turn()
  loads[0]?.(reading(5))
  expect(await asked).toEqual([reading(9)])
})

test('a late reading never moves a drone backwards; at the same instant the higher sequence is newer', async () => {
  const { latest, publish } = await open()
  await publish(reading(9, 1), reading(4), reading(9, 2), reading(9, 0))
  await turn()
  expect(await latest.of([droneId])).toEqual([reading(9, 2)])
})

test('a late reading of a drone that is not loaded is not taken for its newest', async () => {
  const { latest, loads, publish } = await open()
  await publish({ ...reading(4), flags: readingFlag.late })
  await turn()
  const asked = latest.of([droneId])
  loads[0]?.(reading(9))
  expect(await asked).toEqual([reading(9)])
})

test('a follower is called for a convoy once its reading is held, for all after a gap, and never after it unsubscribed', async () => {
  const { latest, publish, warnings } = await open(2)
  const calls: unknown[] = []
  const unsubscribe = latest.follow((id) => void latest.of([droneId]).then((readings) => calls.push([id, ...readings])))
  await publish(reading(1))
  await turn()
  expect(calls).toEqual([[convoyId, reading(1)]])
  unsubscribe()
  const all: (ConvoyId | null)[] = []
  latest.follow((id) => all.push(id))
  for (let n = 2; n < 10; n++) void publish(reading(n))
  while (warnings.length === 0) await turn()
  await turn()
  expect(all).toContain(null)
  expect(calls).toHaveLength(1)
})

test('after falling behind the bus, readings are loaded from the store again', async () => {
  const { latest, loads, publish, warnings } = await open(2)
  await publish(reading(1))
  await turn()
  for (let n = 2; n < 10; n++) void publish(reading(n))
  while (warnings.length === 0) await turn()
  await turn()
  const asked = latest.of([droneId])
  loads[0]?.(reading(9))
  expect(await asked).toEqual([reading(9)])
})

test('a failed load rejects, and the next call loads again', async () => {
  const clock = createTestClock()
  const bus = createMemoryBus({ clock })
  let tries = 0
  const load = async () => {
    if (tries++ === 0) throw new Error('store unavailable')
    return [reading(1)]
  }
  const latest = await openLatestReadings(
    { bus, clock, load, log: { warn: () => undefined } },
    new AbortController().signal,
  )
  await expect(latest.of([droneId])).rejects.toThrow('store unavailable')
  expect(await latest.of([droneId])).toEqual([reading(1)])
})

test('a convoy of 20,000 drones costs one load, and two overlapping ones load nothing twice', async () => {
  const { latest, loads } = await open()
  const droneIds = Array.from({ length: 20_000 }, (_, n) => `drone ${n}` as DroneId)
  const asked = Promise.all([latest.of(droneIds.slice(0, 15_000)), latest.of(droneIds.slice(5_000))])
  expect(loads).toHaveLength(20_000)
  for (const load of loads) load(null)
  expect((await asked).map((readings) => readings.length)).toEqual([15_000, 15_000])
  expect(loads).toHaveLength(20_000)
})

test('a reading loaded before a gap is not taken for the newest after it, and readings cleared meanwhile are loaded again', async () => {
  const { latest, loads, publish, warnings } = await open(2)
  const other = '660e8400-e29b-41d4-a716-446655440002' as DroneId
  const knownFirst = latest.of([other])
  loads[0]?.({ ...reading(1), droneId: other })
  await knownFirst
  const asked = latest.of([other, droneId])
  // More messages at once than the log of two holds.
  await Promise.all([publish(), publish(), publish(reading(9)), publish(), publish(), publish()])
  await expect.poll(() => warnings.length).toBeGreaterThan(0)
  await turn()
  loads[1]?.(reading(5))
  await turn()
  for (const load of loads.slice(2)) load(reading(9))
  await turn()
  expect(loads.length).toBeGreaterThan(2)
  loads.at(-1)?.(null)
  expect((await asked)[1]).toEqual(reading(9))
})
