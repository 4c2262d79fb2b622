import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { Failure } from '../../lib/errors.ts'
import type { Convoy, Drone } from '../../schema/convoys.ts'
import type { RankEvent } from '../../schema/events.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { allTables, drones as dronesTable } from '../../schema/tables.ts'
import { openLmdbTables } from '../adapters/lmdb/tables.ts'
import { createMemoryBus } from '../adapters/memory/bus.ts'
import { createMemoryFleet } from '../adapters/memory/fleet.ts'
import { createTestClock } from '../adapters/memory/test-clock.ts'
import type { OpenTables, Tables } from '../ports/tables.ts'
import { createDroneIndex } from './drone-index.ts'
import { followTopic } from './follow-topic.ts'
import { createRoster, openRoster } from './roster.ts'
import { followRoster } from './roster-events.ts'

const convoyIdOf = (n: number) => `550e8400-e29b-41d4-a716-${String(n).padStart(12, '0')}` as ConvoyId
const droneIdOf = (n: number) => `660e8400-e29b-41d4-a716-${String(n).padStart(12, '0')}` as DroneId
const droneOf = (n: number, convoyId = convoyIdOf(1), version = 1): Drone => ({
  convoyId,
  droneId: droneIdOf(n),
  callsign: `D-${n}`,
  platformType: 'UNKNOWN',
  reportIntervalMs: null,
  createdAtMs: 0,
  assignedAtMs: null,
  retiredAtMs: null,
  leftAtMs: null,
  version,
})
const convoyOf = (n: number): Convoy => ({
  convoyId: convoyIdOf(n),
  callsign: `C-${n}`,
  aor: [],
  roe: 'OBSERVE_ONLY',
  commandingUnit: 'test',
  status: 'ACTIVE',
  heartbeatIntervalMs: 2_000,
  createdAtMs: 0,
  archivedAtMs: null,
  version: 1,
})
const range = (count: number) => Array.from({ length: count }, (_, n) => n)
const largeConvoy = 65_000
/** Events that the bus keeps. */
const capacity = 20

const opened: { store: OpenTables; dataDir: string }[] = []
afterEach(async () => {
  for (const { store, dataDir } of opened.splice(0)) {
    await store.close()
    rmSync(dataDir, { recursive: true })
  }
})

/** Two processes over one store and one bus; counts the rows that the second has read. */
async function openTwo() {
  const clock = createTestClock()
  const dataDir = mkdtempSync(join(tmpdir(), 'roster-'))
  const store = await openLmdbTables({ dataDir, clock, tables: allTables })
  opened.push({ store, dataDir })
  const bus = createMemoryBus({ clock, capacity: { events: capacity } })
  const read = { rows: 0, most: 0, running: 0 }
  const counted = <R>(rowsOf: (result: R) => number, work: Promise<R>): Promise<R> => {
    read.most = Math.max(read.most, ++read.running)
    return work.then((result) => {
      read.running--
      read.rows += rowsOf(result)
      return result
    })
  }
  const tables: Tables = {
    ...store,
    find: (table, key) => counted(() => 1, store.find(table, key)),
    scan: (...args) => counted((page) => page.rows.length, store.scan(...args)),
    insertIf: (...args) => counted(() => 1, store.insertIf(...args)),
  }
  const reset = () => Object.assign(read, { rows: 0, most: 0 })
  const here = await openRoster({ tables: store, bus, clock })
  return { clock, bus, store, tables, here, read, reset, openThere: () => openRoster({ tables, bus, clock }) }
}

test('an event about one drone of 65,000 costs each process that receives it two reads', async () => {
  const { here, openThere, bus, clock, read, reset } = await openTwo()
  await here.addDrones(
    convoyIdOf(1),
    range(largeConvoy).map((n) => droneOf(n)),
  )
  const there = await openThere()
  expect(there.droneCount).toBe(largeConvoy)
  const stop = new AbortController()
  const heard = await followRoster({ bus, clock, roster: there, fleet: null, log: { warn() {} } }, stop.signal)
  const events = await heard.subscribe('events', { after: null, signal: stop.signal })
  reset()
  await here.addDrones(convoyIdOf(1), [droneOf(largeConvoy)])
  await events[Symbol.asyncIterator]().next()
  expect(there.findDrone(droneIdOf(largeConvoy))).not.toBeNull()
  expect(there.dronesOf(convoyIdOf(1))).toHaveLength(largeConvoy + 1)
  expect(read.rows).toBe(2)
  stop.abort()
})

test('keeping 65,000 drones again, or one at a time, needs few comparisons for each', () => {
  let compared = 0
  const index = createDroneIndex((a, b) => {
    compared++
    return a < b ? -1 : a > b ? 1 : 0
  })
  const all = range(largeConvoy).map((n) => droneOf((n * 7_919) % largeConvoy))
  const most = largeConvoy * 20
  index.keep(all)
  expect(compared).toBeLessThan(most)
  compared = 0
  index.keep(all.map((drone) => ({ ...drone, version: 2 })))
  expect(compared).toBeLessThan(most)
  compared = 0
  for (let n = 0; n < 100; n++) index.keep([droneOf(largeConvoy + n)])
  expect(compared).toBeLessThan(100 * 20)
  const ids = index.of(convoyIdOf(1)).map(({ droneId }) => droneId)
  expect(ids).toHaveLength(largeConvoy + 100)
  expect(ids).toEqual(ids.toSorted())
})

test('a drone that moved to another convoy is only in that one, in every process that receives the events', async () => {
  const { store, here, openThere } = await openTwo()
  await here.addDrones(
    convoyIdOf(1),
    [1, 2, 3].map((n) => droneOf(n)),
  )
  const there = await openThere()
  const moved = droneOf(2, convoyIdOf(2), 2)
  await store.insert(dronesTable, [moved])
  await store.delete(dronesTable, [{ convoyId: convoyIdOf(1), droneId: moved.droneId }])
  await there.reload(convoyIdOf(2), [moved.droneId])
  await there.reload(convoyIdOf(1), [moved.droneId])
  await here.reloadAll()
  for (const roster of [here, there]) {
    expect(roster.dronesOf(convoyIdOf(1)).map(({ callsign }) => callsign)).toEqual(['D-1', 'D-3'])
    expect(roster.dronesOf(convoyIdOf(2)).map(({ callsign }) => callsign)).toEqual(['D-2'])
    expect(roster.findDrone(moved.droneId)).toMatchObject({ convoyId: convoyIdOf(2) })
    expect(roster.droneCount).toBe(3)
  }
})

test('a drone that was removed from the store leaves the roster, and one added meanwhile stays', async () => {
  const { store, here, openThere } = await openTwo()
  await here.addDrones(
    convoyIdOf(1),
    [1, 2].map((n) => droneOf(n)),
  )
  const there = await openThere()
  await store.delete(dronesTable, [droneOf(1)])
  const reload = there.reload(convoyIdOf(1))
  const add = there.addDrones(convoyIdOf(1), [droneOf(3)])
  await Promise.all([reload, add])
  expect(there.dronesOf(convoyIdOf(1)).map(({ callsign }) => callsign)).toEqual(['D-2', 'D-3'])
})

test('5,000 unknown ids are looked up and claimed a few at a time', async () => {
  const { openThere, read, reset } = await openTwo()
  const there = await openThere()
  reset()
  await there.findElsewhere(range(5_000).map(droneIdOf))
  await there.claimDrones(convoyIdOf(1), range(5_000).map(droneIdOf))
  expect(read.rows).toBe(10_000)
  expect(read.most).toBeLessThanOrEqual(64)
})

test('a drone that another process has added costs its claim and its own row, not its convoy', async () => {
  const { here, openThere, read, reset } = await openTwo()
  await here.addDrones(
    convoyIdOf(1),
    range(1_000).map((n) => droneOf(n)),
  )
  const there = await openThere()
  await here.claimDrones(convoyIdOf(1), [droneIdOf(2_000)])
  await here.addDrones(convoyIdOf(1), [droneOf(2_000)])
  reset()
  await there.findElsewhere([droneIdOf(2_000)])
  expect(there.findDrone(droneIdOf(2_000))).not.toBeNull()
  expect(read.rows).toBeLessThanOrEqual(3)
})

test('what changed in a gap reaches those who hear of it before the roster is loaded again', async () => {
  const { store, here, bus, clock } = await openTwo()
  await here.saveConvoy(convoyOf(1), null)
  let tookMs = 0
  const scan: Tables['scan'] = async (...args) => {
    if (tookMs > 0) await clock.sleep(tookMs)
    return store.scan(...args)
  }
  const there = await openRoster({ tables: { ...store, scan }, bus, clock })
  const stop = new AbortController()
  const log = { warn() {} }
  const heard = await followRoster({ bus, clock, roster: there, fleet: null, log }, stop.signal)
  let shown: string[] = []
  const show = () => {
    shown = there.dronesOf(convoyIdOf(1)).map(({ callsign }) => callsign)
  }
  await followTopic(
    { bus: heard, clock, log },
    'events',
    { name: 'a screen', reload: show, onMessage: show },
    stop.signal,
  )

  await store.insert(dronesTable, [droneOf(1)])
  tookMs = 500
  // More than the log holds, at once.
  for (let n = 0; n < capacity * 2; n++) void bus.publish('events', { kind: 'rank' } as RankEvent)
  for (let n = 0; n < 50; n++) await clock.advance(100)
  expect(there.droneCount).toBe(1)
  expect(shown).toEqual(['D-1'])
  stop.abort()
})

const inStore = {
  'another drone': [droneOf(1), droneOf(2)],
  'another drone instead of the cached one': [{ ...droneOf(1), version: 2, retiredAtMs: 5 }, droneOf(2)],
}
test.each(Object.entries(inStore))(
  'a start without the store takes the cached roster; once it is back, %s is loaded and announced',
  async (_, drones) => {
    const { store, here, bus, clock } = await openTwo()
    await here.saveConvoy(convoyOf(1), null)
    await store.insert(dronesTable, drones)
    let isAway = true
    const scan: Tables['scan'] = async (...args) => {
      if (isAway) throw new Failure('unavailable', 'The store is unavailable, as planned.')
      return store.scan(...args)
    }
    const fleet = createMemoryFleet()
    const start = () => {
      const roster = createRoster({ tables: { ...store, scan }, bus, clock })
      const deps = { bus, clock, roster, fleet, log: { warn() {} } }
      return { roster, followed: followRoster(deps, stop.signal) }
    }
    const stop = new AbortController()
    await expect(start().followed).rejects.toThrow('The store is unavailable, as planned.')

    await fleet.enlist(convoyOf(1), { joined: [droneIdOf(1)], left: [] })
    await fleet.describe(convoyIdOf(1), [{ droneId: droneIdOf(1), drone: droneOf(1) }])
    const { roster, followed } = start()
    const events = await (await followed).subscribe('events', { after: null, signal: stop.signal })
    expect(roster.dronesOf(convoyIdOf(1))).toEqual([droneOf(1)])
    isAway = false
    await clock.advance(5_000)
    for await (const { message } of events) {
      expect(message).toMatchObject({ kind: 'roster', convoyId: convoyIdOf(1), droneIds: null })
      break
    }
    expect(roster.dronesOf(convoyIdOf(1))).toEqual(drones.filter(({ retiredAtMs }) => retiredAtMs === null))
    stop.abort()
  },
)
