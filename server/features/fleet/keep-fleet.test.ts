import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Convoy, Drone } from '../../../schema/convoys.ts'
import type { ReadingsMessage } from '../../../schema/events.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import { type StoredReading, unmeasured } from '../../../schema/telemetry.ts'
import { createMemoryBus } from '../../adapters/memory/bus.ts'
import { createMemoryFleet } from '../../adapters/memory/fleet.ts'
import { createTestClock, type TestClock } from '../../adapters/memory/test-clock.ts'
import type { Bus, FleetCache } from '../../ports/index.ts'
import { keepFleet, rostersEveryMs, statesEveryMs } from './keep-fleet.ts'
import { maxCheckAgeMs } from './keep-states.ts'

const everyPart = ['drone', 'reading', 'figures', 'leaderOfTerm', 'checkedAtMs'] as const
const convoyId = 'a' as ConvoyId
const convoy = { convoyId, callsign: 'HAWK-1', archivedAtMs: null, version: 1 } as Convoy
const idOf = (n: number) => `drone ${n}` as DroneId
const [leader, other] = [idOf(0), idOf(1)]
const reading = (droneId: DroneId, recordedAtMs: number) =>
  ({ ...unmeasured, droneId, recordedAtMs, sequence: 0, leadership: null, receivedAtMs: 0, flags: 0 }) as StoredReading

let clock: TestClock
let bus: Bus
let fleet: FleetCache
let drones: Map<DroneId, Drone>
let stored: Map<DroneId, StoredReading>
let compared: DroneId[]
let stop: AbortController
let corrected: { rosters: number; states: number; readings: number }
const cache = { isUp: true, sinceMs: 0 }
const leadership = { leaderId: leader as DroneId | null, term: 4, changedAtMs: 1 }
const tallies = new Map<DroneId, { totalEngagements: number; successfulHits: number }>()

beforeEach(() => {
  clock = createTestClock()
  bus = createMemoryBus({ clock })
  fleet = createMemoryFleet()
  drones = new Map()
  for (let n = 0; n < 3; n++) enroll(n)
  stored = new Map([[leader, reading(leader, 10)]])
  compared = []
  stop = new AbortController()
  corrected = { rosters: 0, states: 0, readings: 0 }
  Object.assign(cache, { isUp: true, sinceMs: 0 })
  Object.assign(leadership, { leaderId: leader, term: 4, changedAtMs: 1 })
  tallies.clear()
})
afterEach(() => stop.abort())

function enroll(n: number, own: Partial<Drone> = {}) {
  const drone = { convoyId, droneId: idOf(n), callsign: `H-${n}`, retiredAtMs: null, version: 1, ...own } as Drone
  drones.set(drone.droneId, drone)
}

const started = () => {
  const roster = {
    convoys: () => [convoy],
    archivedConvoys: () => [],
    findConvoy: () => convoy,
    findDrone: (droneId: DroneId) => drones.get(droneId) ?? null,
    dronesOf: () => [...drones.values()].filter((drone) => drone.convoyId === convoyId && drone.retiredAtMs === null),
  }
  const run = { hit: true, base: 0, keys: [] }
  const board = () => new Map([...tallies].map(([id, tally]) => [id, { ...tally, run, breaker: null }]))
  void keepFleet(
    {
      ...{ bus, clock, roster },
      fleet: {
        ...fleet,
        read: (...args) => fleet.read(...args),
        rosters: () => fleet.rosters(),
      },
      boards: { readCurrent: async () => ({ tallies: board() }) as never },
      leadershipOf: () => leadership as never,
      async fromStore(droneId) {
        compared.push(droneId)
        return stored.get(droneId) ?? null
      },
      cacheState: () => cache,
      log: { warn: () => undefined, info: () => undefined },
    },
    corrected,
    stop.signal,
  )
}
/** Lets what is due by then run. */
const pass = async (ms: number) => {
  for (let done = 0; done < ms; done += rostersEveryMs) await clock.advance(rostersEveryMs)
}
const stateOf = async (droneId: DroneId) => (await fleet.read(convoyId, [droneId], everyPart))[0]
const rosterOf = async () => (await fleet.rosters())[0]?.droneIds.toSorted()

test('an empty cache is filled: roster, rows, readings, figures and the leader', async () => {
  tallies.set(other, { totalEngagements: 5, successfulHits: 2 })
  started()
  await expect.poll(() => stateOf(idOf(2))).toMatchObject({ checkedAtMs: clock.nowMs() })
  expect(await rosterOf()).toEqual([0, 1, 2].map(idOf))
  expect(await stateOf(leader)).toMatchObject({
    drone: { callsign: 'H-0' },
    reading: reading(leader, 10),
    leaderOfTerm: 4,
  })
  expect(await stateOf(other)).toMatchObject({ reading: null, figures: { totalEngagements: 5 }, leaderOfTerm: null })
})

test('a filled cache costs the database nothing until its readings are old, and is filled again when it is lost', async () => {
  started()
  await expect.poll(() => compared.length).toBe(3)
  await pass(3 * statesEveryMs)
  expect(compared).toHaveLength(3)
  await fleet.enlist(convoy, { joined: [], left: [0, 1, 2].map(idOf) })
  await pass(rostersEveryMs)
  await expect.poll(() => stateOf(leader)).toMatchObject({ reading: reading(leader, 10), leaderOfTerm: 4 })
  expect(await rosterOf()).toEqual([0, 1, 2].map(idOf))
  await expect.poll(() => compared.length).toBe(6)
  await clock.advance(maxCheckAgeMs)
  await pass(statesEveryMs)
  await expect.poll(() => compared.length).toBe(9)
})

test('a loss in the middle of a comparison with the database leaves no state that seems compared and lacks its reading', async () => {
  const whole = fleet
  let isLossDue = true
  fleet = {
    ...whole,
    async advance(...args) {
      await whole.advance(...args)
      if (isLossDue) await whole.enlist(convoy, { joined: [], left: [0, 1, 2].map(idOf) })
      isLossDue = false
    },
  }
  started()
  await pass(statesEveryMs + rostersEveryMs)
  await expect
    .poll(() => stateOf(leader))
    .toMatchObject({ reading: reading(leader, 10), checkedAtMs: expect.any(Number) })
})

test('a single state that was lost is restored', async () => {
  started()
  await expect.poll(() => compared.length).toBe(3)
  await fleet.enlist(convoy, { joined: [leader], left: [leader] })
  await fleet.enlist(convoy, { joined: [leader], left: [] })
  await pass(2 * statesEveryMs)
  await expect.poll(() => stateOf(leader)).toMatchObject({ reading: reading(leader, 10), leaderOfTerm: 4 })
  expect(compared).toHaveLength(4)
})

test('a drone that is retired or moved leaves the roster and its state; one that joins is in both', async () => {
  started()
  await expect.poll(() => compared.length).toBe(3)
  enroll(1, { retiredAtMs: 5, version: 2 })
  enroll(2, { convoyId: 'b' as ConvoyId, version: 2 })
  enroll(3)
  await bus.publish('events', { kind: 'roster', convoyId, droneIds: [1, 2, 3].map(idOf), atMs: 1 })
  await expect.poll(rosterOf).toEqual([0, 3].map(idOf))
  expect(await fleet.read(convoyId, [idOf(1), idOf(2)], everyPart)).toEqual([null, null])
  await expect.poll(() => stateOf(idOf(3))).toMatchObject({ drone: { callsign: 'H-3' }, checkedAtMs: clock.nowMs() })
})

test('after the cache was unavailable, readings that it missed are cached and published', async () => {
  started()
  await expect.poll(() => compared.length).toBe(3)
  const published: ReadingsMessage[] = []
  const subscription = await bus.subscribe('readings', { after: null, signal: stop.signal })
  void (async () => {
    for await (const { message } of subscription) if (message) published.push(message)
  })()
  stored.set(other, reading(other, 20))
  cache.isUp = false
  await pass(statesEveryMs)
  expect(compared).toHaveLength(3)
  Object.assign(cache, { isUp: true, sinceMs: clock.nowMs() })
  await pass(rostersEveryMs)
  await expect.poll(() => published).toEqual([{ convoyId, readings: [reading(other, 20)] }])
  expect(await stateOf(other)).toMatchObject({ reading: reading(other, 20) })
  expect(corrected.readings).toBe(1)
})

test('at most 2,000 readings a second are compared with the database', async () => {
  for (let n = 0; n < 10_000; n++) enroll(n)
  started()
  const settle = async () => {
    for (let n = 0; n < 300; n++) await new Promise((resolve) => setImmediate(resolve))
  }
  await settle()
  const counts: number[] = []
  for (let second = 0; second < 3; second++) {
    const before = compared.length
    for (let tenth = 0; tenth < 10; tenth++) {
      await clock.advance(100)
      await settle()
    }
    counts.push(compared.length - before)
  }
  expect(Math.max(...counts)).toBeLessThanOrEqual(2_000)
  expect(Math.min(...counts)).toBeGreaterThan(1_000)
})

test('a leader flag that differs from what this process knows is corrected', async () => {
  started()
  await expect.poll(() => compared.length).toBe(3)
  await fleet.lead({ convoyId, droneId: other, term: 3, atMs: 1 })
  await pass(statesEveryMs + rostersEveryMs)
  await expect.poll(async () => (await stateOf(leader))?.leaderOfTerm).toBe(4)
  expect((await stateOf(other))?.leaderOfTerm).toBeNull()
})
