import { beforeEach, expect, test } from 'vitest'
import { Failure } from '../../lib/errors.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { type StoredReading, unmeasured } from '../../schema/telemetry.ts'
import { createMemoryFleet } from '../adapters/memory/fleet.ts'
import { createTestClock } from '../adapters/memory/test-clock.ts'
import type { FleetCache } from '../ports/fleet.ts'
import { createNewestReadings } from './newest-readings.ts'

const convoyIds = ['a', 'b'] as ConvoyId[]
const [a, b] = convoyIds as [ConvoyId, ConvoyId]
const idOf = (convoyId: ConvoyId, n: number) => `${convoyId} ${n}` as DroneId
const reading = (droneId: DroneId, recordedAtMs: number) =>
  ({ ...unmeasured, droneId, recordedAtMs, sequence: 0, leadership: null, receivedAtMs: 0, flags: 0 }) as StoredReading
const unavailable = () => new Failure('unavailable', 'The database is unavailable, as planned.')

let counts: Record<ConvoyId, number>
let stored: Map<DroneId, StoredReading>
const store = { isAway: false, calls: 0, running: 0, most: 0 }
let fleet: FleetCache
let roundTrips: number

beforeEach(() => {
  counts = { [a]: 5_000, [b]: 100 } as typeof counts
  stored = new Map([[idOf(a, 1), reading(idOf(a, 1), 10)]])
  Object.assign(store, { isAway: false, calls: 0, running: 0, most: 0 })
  roundTrips = 0
  const memory = createMemoryFleet()
  const counted =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A) => {
      roundTrips++
      return call(...args)
    }
  fleet = {
    ...memory,
    ...{ read: counted(memory.read), advance: counted(memory.advance), describe: counted(memory.describe) },
  }
})

const dronesOf = (convoyId: ConvoyId) =>
  Array.from({ length: counts[convoyId] ?? 0 }, (_, n) => ({ droneId: idOf(convoyId, n), convoyId }))
const open = (own: FleetCache | null = fleet) =>
  createNewestReadings({
    clock: createTestClock(1_000),
    fleet: own,
    roster: {
      convoys: () => convoyIds.map((convoyId) => ({ convoyId })),
      dronesOf,
      findDrone: (droneId: DroneId) => ({ droneId, convoyId: droneId.split(' ')[0] }),
    } as never,
    async fromStore(droneId) {
      store.calls++
      store.most = Math.max(store.most, ++store.running)
      await new Promise((resolve) => setImmediate(resolve))
      store.running--
      if (store.isAway) throw unavailable()
      return stored.get(droneId) ?? null
    },
  })

async function all(newest = open()) {
  const readings: StoredReading[] = []
  for await (const message of newest.ofAll())
    for (const one of message.readings) {
      expect(one.droneId.startsWith(message.convoyId)).toBe(true)
      readings.push(one)
    }
  return readings
}

test('what the cache lacks is read from the database once, 64 at a time, and cached: the next start reads only the cache', async () => {
  expect(await all()).toEqual([...stored.values()])
  expect(store).toMatchObject({ calls: 5_100, most: 64 })
  roundTrips = 0
  const newest = open()
  expect(await all(newest)).toEqual([...stored.values()])
  expect(store.calls).toBe(5_100)
  expect(roundTrips).toBeLessThan(10)
  expect(newest.loaded).toEqual({ cache: 5_100, database: 0 })
})

test('of a drone whose state was lost the newest reading is in the database, whatever has been cached since', async () => {
  await all()
  counts[a] = 5_001
  const lost = idOf(a, 5_000)
  stored.set(lost, reading(lost, 50))
  await fleet.advance([{ convoyId: a, readings: [reading(lost, 40)] }])
  store.calls = 0
  expect(await all()).toContainEqual(reading(lost, 50))
  expect(store.calls).toBe(1)
  expect((await fleet.read(a, [lost], ['reading', 'checkedAtMs']))[0]).toMatchObject({
    reading: { recordedAtMs: 50 },
    checkedAtMs: 1_000,
  })
})

test('with the database unavailable everything cached is returned, and it fails only for what is not', async () => {
  await all()
  store.isAway = true
  const newest = open()
  expect(await all(newest)).toEqual([...stored.values()])
  const [few, unknown] = [[idOf(a, 1), idOf(b, 2)], idOf(b, 200)]
  expect(await newest.of(few)).toEqual([reading(idOf(a, 1), 10), null])
  await expect(newest.of([...few, unknown])).rejects.toMatchObject({ code: 'unavailable' })
  counts[b] = 201
  const found: StoredReading[] = []
  const collect = async () => {
    for await (const { readings } of newest.ofAll()) found.push(...readings)
  }
  await expect(collect()).rejects.toMatchObject({ code: 'unavailable' })
  expect(found).toEqual([...stored.values()])
})

test('with the cache unavailable, and with none, everything is read from the database', async () => {
  const fail = async () => {
    throw unavailable()
  }
  for (const own of [{ ...fleet, read: fail, advance: fail, describe: fail }, null]) {
    store.calls = 0
    expect(await all(open(own))).toEqual([...stored.values()])
    expect(store).toMatchObject({ calls: 5_100, most: 64 })
  }
})

test('a few drones are read from the database, which may be newer than the cache', async () => {
  await all()
  stored.set(idOf(a, 1), reading(idOf(a, 1), 99))
  expect(await open().of([idOf(a, 1)])).toMatchObject([{ recordedAtMs: 99 }])
})
