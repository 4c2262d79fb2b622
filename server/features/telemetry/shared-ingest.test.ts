import { afterEach, expect, test } from 'vitest'
import { Failure } from '../../../lib/errors.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import { localActor } from '../../../schema/permissions.ts'
import {
  convoyId,
  droneIdOf,
  droneOf,
  reading,
  startTelemetryServer,
  type TelemetryServer,
} from '../../../tests/support/telemetry-server.ts'
import { createMemoryCache } from '../../adapters/memory/cache.ts'
import { createMemoryFleet } from '../../adapters/memory/fleet.ts'
import { createTestClock } from '../../adapters/memory/test-clock.ts'
import type { Bus, Cache, FleetCache, Tables } from '../../ports/index.ts'
import { createDroneOwners } from '../../repositories/drone-owners.ts'
import { createKeptReadings } from '../../repositories/kept-readings.ts'
import { createNewestReadings } from '../../repositories/newest-readings.ts'
import { openRoster } from '../../repositories/roster.ts'
import { followRoster } from '../../repositories/roster-events.ts'
import { enrollDrones } from '../convoys/enroll-drones.ts'
import type { Ingest } from './ingest.ts'
import { parseReading } from './parse.ts'

let server: TelemetryServer
const stop = new AbortController()
afterEach(() => server.close())

const startMs = Date.now() - 3_600_000
const nth = (sequence: number, changes: object = {}) =>
  reading({ recordedAt: startMs + sequence * 1_000, sequence, ...changes })
const send = (ingest: Ingest, ...readings: object[]) =>
  ingest.ingestReadings(
    localActor,
    readings.map((one) => parseReading(one, Date.now())),
  )

async function openTwo(wrap: (cache: Cache) => Cache = (cache) => cache) {
  server = await startTelemetryServer()
  const cache = wrap(createMemoryCache({ clock: server.clock }))
  return ['a', 'b'].map((id) => server.openIngest({ owners: createDroneOwners({ cache }, id) })) as [Ingest, Ingest]
}

const away = async () => {
  throw new Failure('unavailable', 'unavailable, as planned')
}

test.each<[string, (cache: Cache) => Cache]>([
  ['', (cache) => cache],
  [', with the cache unavailable too', () => ({ get: away, set: away, delete: away, replace: away })],
])('a drone that changes between processes is judged by what either has stored%s', async (_, wrap) => {
  const [a, b] = await openTwo(wrap)
  expect(await send(b, nth(4))).toMatchObject({ accepted: 1 })
  expect(await send(a, nth(5))).toMatchObject({ accepted: 1 })
  // The answer of `a` was lost on its way, and the drone sends the same again to `b`, then something else under its key.
  expect(await send(b, nth(5))).toMatchObject({ accepted: 0, duplicates: 1 })
  expect(await send(a, nth(6), nth(7))).toMatchObject({ accepted: 2, gaps: 0 })
  const other = await send(b, nth(7, { altitudeM: 1_234 }))
  expect(other.refused).toMatchObject([{ code: 'conflict', path: 'altitudeM' }])
  expect(await send(b, nth(3), nth(8))).toMatchObject({ accepted: 1, late: 1 })
  const stored: number[] = []
  for await (const { sequence } of server.readStored(droneIdOf(0))) stored.push(sequence)
  expect(stored).toEqual([3, 4, 5, 6, 7, 8])
})

test('batches of one sender are judged in the order in which they came, whatever the cache takes for each', async () => {
  const gates: (() => void)[] = []
  const [a] = await openTwo((cache) => ({
    ...cache,
    get: async (keys) => {
      await new Promise<void>((resolve) => gates.push(resolve))
      return cache.get(keys)
    },
  }))
  const sent = [send(a, nth(1)), send(a, nth(2)), send(a, nth(3))]
  await expect.poll(() => gates.length).toBe(3)
  for (const open of gates.reverse()) open()
  for (const answer of await Promise.all(sent)) expect(answer).toMatchObject({ accepted: 1, late: 0 })
})

test('a drone that came from another process and is read slowly holds up no messages of other drones', async () => {
  server = await startTelemetryServer()
  const cache = createMemoryCache({ clock: server.clock })
  const gate = Promise.withResolvers<void>()
  let isSlow = false
  const tables: Tables = {
    ...server.tables,
    scan: async (...args) => {
      if (isSlow) await gate.promise
      return server.tables.scan(...args)
    },
  }
  const a = server.openIngest({ tables, owners: createDroneOwners({ cache }, 'a') })
  const b = server.openIngest({ owners: createDroneOwners({ cache }, 'b') })
  const other = { droneId: droneIdOf(1) }
  expect(await send(a, nth(1), nth(1, other))).toMatchObject({ accepted: 2 })
  expect(await send(b, nth(2))).toMatchObject({ accepted: 1 })
  isSlow = true
  const slow = send(a, nth(3))
  await new Promise((resolve) => setImmediate(resolve))
  expect(await send(a, nth(2, other))).toMatchObject({ accepted: 1 })
  const later = send(a, nth(4))
  gate.resolve()
  expect(await slow).toMatchObject({ accepted: 1, gaps: 0 })
  expect(await later).toMatchObject({ accepted: 1, late: 0 })
})

test('a drone that another process has added is known when it reports, before any event comes', async () => {
  const [a] = await openTwo()
  const unknownDrone = droneIdOf(77)
  const elsewhere = await openRoster(server)
  const withLookup = server.openIngest({ findElsewhere: server.roster.findElsewhere })
  expect(await send(a, nth(1, { droneId: unknownDrone }))).toMatchObject({ accepted: 0 })
  await elsewhere.claimDrones(convoyId, [unknownDrone])
  await elsewhere.addDrones(convoyId, [droneOf(unknownDrone)])
  expect(await send(withLookup, nth(1, { droneId: unknownDrone }))).toMatchObject({ accepted: 1 })
})

test('two processes that enrol the same drone, or add it to two convoys, put it into one', async () => {
  await openTwo()
  const rosters = await Promise.all([openRoster(server), openRoster(server)])
  const unknownDrone = droneIdOf(88)
  await Promise.all(rosters.map((roster) => enrollDrones({ roster, clock: server.clock }, [unknownDrone])))
  const holders = new Set(rosters.map((roster) => roster.findDrone(unknownDrone)?.convoyId))
  expect(holders.size).toBe(1)
  expect((await rosters[1].claimDrones(convoyId, [unknownDrone])).get(unknownDrone)).toBe([...holders][0])
})

test('an event about the roster is heard when the roster of the hearing process has it', async () => {
  await openTwo()
  const stop = new AbortController()
  const [here, there] = await Promise.all([openRoster(server), openRoster(server)])
  const log = { warn: () => undefined }
  const bus = await followRoster({ ...server, roster: here, fleet: null, log }, stop.signal)
  const events = await bus.subscribe('events', { after: null, signal: stop.signal })
  await there.addDrones(convoyId, [droneOf(droneIdOf(99))])
  for await (const { message } of events) {
    expect(message).toMatchObject({ kind: 'roster', convoyId })
    expect(here.findDrone(droneIdOf(99))).not.toBeNull()
    break
  }
  stop.abort()
})

/** What another process knows while the store is unavailable. */
const newestElsewhere = (fleet: FleetCache, fromStore: () => Promise<null> = away) =>
  createNewestReadings({ ...server, fleet, fromStore })

test('the newest reading of a drone is kept for other processes, moves only forward, and is returned while the store is unavailable', async () => {
  server = await startTelemetryServer()
  const fleet = createMemoryFleet()
  const a = server.openIngest({ kept: createKeptReadings({ fleet, clock: server.clock }, stop.signal) })
  const known = async () => (await newestElsewhere(fleet).of([droneIdOf(0)]))[0]?.sequence
  await expect(known()).rejects.toMatchObject({ code: 'unavailable' })
  await send(a, nth(4), nth(6), nth(5))
  expect(await known()).toBe(6)
  expect(await send(a, nth(3), nth(6))).toMatchObject({ accepted: 0, late: 1, duplicates: 1 })
  expect(await known()).toBe(6)
  await Promise.all([send(a, nth(7)), send(a, nth(8)), send(a, nth(9))])
  expect(await known()).toBe(9)
  expect(await newestElsewhere(fleet, async () => null).of([droneIdOf(0)])).toEqual([null])
})

test('with the cache unavailable readings are taken, and cached once it is available; a question that the store fails fails as it does', async () => {
  const clock = createTestClock(Date.now())
  server = await startTelemetryServer({ clock })
  const memory = createMemoryFleet()
  let isAway = true
  const fleet: FleetCache = {
    ...memory,
    advance: (messages) => (isAway ? away() : memory.advance(messages)),
    read: (...args) => (isAway ? away() : memory.read(...args)),
  }
  const a = server.openIngest({ kept: createKeptReadings({ fleet, clock }, stop.signal) })
  expect(await send(a, nth(1), nth(2))).toMatchObject({ accepted: 2 })
  await expect(newestElsewhere(fleet).of([droneIdOf(0)])).rejects.toThrow('unavailable, as planned')
  isAway = false
  await clock.advance(2_000)
  expect(await newestElsewhere(fleet).of([droneIdOf(0)])).toMatchObject([{ sequence: 2 }])
})

test('messages of 50 convoys, and of the batches after, are handed to a slow bus at once and in order, and answered when it has them', async () => {
  server = await startTelemetryServer()
  const handed: string[] = []
  const gate = Promise.withResolvers<void>()
  const bus: Bus = {
    ...server.bus,
    async publish(_, message) {
      if ('readings' in message) handed.push(`${message.convoyId.slice(-2)} ${message.readings[0]?.sequence}`)
      await gate.promise
      return '1-1'
    },
  }
  const convoyIdOf = (n: number) => `550e8400-e29b-41d4-a716-4466554400${String(n).padStart(2, '0')}` as ConvoyId
  const numbers = Array.from({ length: 50 }, (_, n) => n + 10)
  for (const n of numbers)
    await server.roster.addDrones(convoyIdOf(n), [{ ...droneOf(droneIdOf(n)), convoyId: convoyIdOf(n) }])
  const ingest = server.openIngest({ bus })
  const batchOf = (sequence: number) => numbers.map((n) => nth(sequence, { droneId: droneIdOf(n) }))
  const answers = [1, 2, 3].map((sequence) => send(ingest, ...batchOf(sequence)))
  let answered = 0
  for (const answer of answers) void answer.then(() => answered++)
  await expect.poll(() => handed.length).toBe(150)
  expect(handed).toEqual([1, 2, 3].flatMap((sequence) => numbers.map((n) => `${n} ${sequence}`)))
  expect(answered).toBe(0)
  gate.resolve()
  for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ accepted: 50 })
})
