import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareInstants } from '../../lib/readings/order.ts'
import type { Convoy, Drone } from '../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { type StoredReading, unmeasured } from '../../schema/telemetry.ts'
import type { DroneState, FleetCache, StatePart } from './fleet.ts'

const droneId = (n: number) => `660e8400-e29b-41d4-a716-${String(n).padStart(12, '0')}` as DroneId
const newConvoyId = () => randomUUID() as ConvoyId

const reading = (n: number, recordedAtMs: number, more: Partial<StoredReading> = {}): StoredReading => ({
  ...unmeasured,
  droneId: droneId(n),
  recordedAtMs,
  sequence: 1,
  latitudeDeg: 34.123456789,
  longitudeDeg: -69.2,
  fuelPct: 71.5,
  leadership: null,
  receivedAtMs: recordedAtMs + 5,
  flags: 0,
  ...more,
})
const convoyOf = (convoyId: ConvoyId, version = 1): Convoy => ({
  convoyId,
  callsign: `HAWK-${version}`,
  aor: [{ latitudeDeg: 34, longitudeDeg: 69 }],
  roe: 'OBSERVE_ONLY',
  commandingUnit: 'test',
  status: 'ACTIVE',
  heartbeatIntervalMs: 2_000,
  createdAtMs: 1,
  archivedAtMs: null,
  version,
})
const droneOf = (convoyId: ConvoyId, n: number, version = 1): Drone => ({
  convoyId,
  droneId: droneId(n),
  callsign: `H-${n}-${version}`,
  platformType: 'MQ9_REAPER',
  reportIntervalMs: 1_000,
  createdAtMs: 1,
  assignedAtMs: null,
  retiredAtMs: null,
  leftAtMs: null,
  version,
})
const nothing: Omit<DroneState, 'droneId'> = {
  drone: null,
  reading: null,
  figures: null,
  leaderOfTerm: null,
  checkedAtMs: null,
}
const everyPart: readonly StatePart[] = ['checkedAtMs', 'reading', 'leaderOfTerm', 'figures', 'drone']
const report = {
  term: 7,
  role: 'follower' as const,
  leaderId: droneId(2),
  votedFor: null,
  peers: [1, 2, 3].map((n) => ({ droneId: droneId(n), linkPct: 55.25 + n })),
}

/** Contract tests of FleetCache, run against an adapter. `open` returns two handles on the same cache; states of other convoys may be in it. */
export function fleetContract(name: string, open: () => Promise<{ fleet: FleetCache; twin: FleetCache }>) {
  test(`${name}: a state has what was set of it, in the order asked, and null where nothing is known`, async () => {
    const { fleet, twin } = await open()
    const convoyId = newConvoyId()
    const newest = reading(2, 1_764_000_000_123, { leadership: report, sequence: 2 ** 31 - 1 })
    await fleet.advance([{ convoyId, readings: [newest] }])
    await fleet.describe(convoyId, [
      { droneId: droneId(1), drone: droneOf(convoyId, 1) },
      {
        droneId: droneId(2),
        figures: { totalEngagements: 9, successfulHits: 4, currentStreak: -2 },
        checkedAtMs: 1_764_000_000_999,
      },
    ])
    expect(await twin.read(convoyId, [droneId(2), droneId(3), droneId(1)], everyPart)).toEqual([
      {
        ...nothing,
        droneId: droneId(2),
        reading: newest,
        figures: { totalEngagements: 9, successfulHits: 4, currentStreak: -2 },
        checkedAtMs: 1_764_000_000_999,
      },
      null,
      { ...nothing, droneId: droneId(1), drone: droneOf(convoyId, 1) },
    ])
    expect(await fleet.read(newConvoyId(), [droneId(2)], everyPart)).toEqual([null])
  })

  test(`${name}: only the parts asked for are read, and a state that has none of them is null`, async () => {
    const { fleet } = await open()
    const convoyId = newConvoyId()
    await fleet.advance([{ convoyId, readings: [reading(1, 1_000)] }])
    await fleet.describe(convoyId, [{ droneId: droneId(1), checkedAtMs: 7 }])
    const read = (...parts: StatePart[]) => fleet.read(convoyId, [droneId(1)], parts)
    expect(await read('checkedAtMs')).toEqual([{ droneId: droneId(1), checkedAtMs: 7 }])
    expect(await read('figures', 'reading')).toEqual([
      { droneId: droneId(1), figures: null, reading: reading(1, 1_000) },
    ])
    expect(await read('figures', 'leaderOfTerm')).toEqual([null])
  })

  test(`${name}: the newest reading stands, in whatever order and through whichever handle they come`, async () => {
    const { fleet, twin } = await open()
    const sent = fc.record({ drone: fc.integer({ min: 0, max: 3 }), atMs: fc.nat(9), sequence: fc.nat(3) })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(sent, { maxLength: 6 }), { maxLength: 8 }), async (batches) => {
        const convoyId = newConvoyId()
        const toReading = ({ drone, atMs, sequence }: (typeof batches)[number][number]) =>
          reading(drone, atMs * 997, { sequence })
        const sends = batches.map((batch, at) =>
          (at % 2 ? twin : fleet).advance([{ convoyId, readings: batch.map(toReading) }]),
        )
        await Promise.all(sends)
        const all = batches.flat().map(toReading)
        const newestOf = (n: number) =>
          all
            .filter((one) => one.droneId === droneId(n))
            .toSorted(compareInstants)
            .at(-1) ?? null
        const found = await fleet.read(convoyId, [0, 1, 2, 3].map(droneId), everyPart)
        expect(found.map((state) => state?.reading ?? null)).toEqual([0, 1, 2, 3].map(newestOf))
      }),
      { numRuns: 40 },
    )
  })

  test(`${name}: a field that a newer reading does not measure is gone`, async () => {
    const { fleet } = await open()
    const convoyId = newConvoyId()
    await fleet.advance([{ convoyId, readings: [reading(1, 1_000)] }])
    const newer = reading(1, 2_000, { fuelPct: null })
    await fleet.advance([{ convoyId, readings: [newer] }])
    expect((await fleet.read(convoyId, [droneId(1)], everyPart))[0]?.reading).toEqual(newer)
  })

  test(`${name}: a row of a lower version and figures of fewer engagements change nothing`, async () => {
    const { fleet, twin } = await open()
    const convoyId = newConvoyId()
    const figuresOf = (totalEngagements: number, successfulHits: number) => ({
      totalEngagements,
      successfulHits,
      currentStreak: 1,
    })
    const set = (of: FleetCache, version: number, total: number, hits: number) =>
      of.describe(convoyId, [
        { droneId: droneId(1), drone: droneOf(convoyId, 1, version), figures: figuresOf(total, hits) },
      ])
    await set(fleet, 10, 12, 3)
    await set(twin, 9, 9, 9)
    const state = async () => (await fleet.read(convoyId, [droneId(1)], everyPart))[0]
    expect(await state()).toMatchObject({ drone: { version: 10 }, figures: figuresOf(12, 3) })
    await set(twin, 11, 12, 4)
    expect(await state()).toMatchObject({ drone: { version: 11 }, figures: figuresOf(12, 4) })
  })

  test(`${name}: a roster has who joined and not who left, and whoever left has no state in it`, async () => {
    const { fleet, twin } = await open()
    const convoyId = newConvoyId()
    const rosterOf = async () => {
      const found = (await fleet.rosters()).find(({ convoy }) => convoy.convoyId === convoyId)
      return found && { ...found, droneIds: found.droneIds.toSorted() }
    }
    const ids = [1, 2, 3].map(droneId)
    await fleet.enlist(convoyOf(convoyId), { joined: ids, left: [] })
    await twin.enlist(convoyOf(convoyId), { joined: ids, left: [] })
    expect(await rosterOf()).toEqual({ convoy: convoyOf(convoyId), droneIds: ids })
    await fleet.advance([{ convoyId, readings: [reading(1, 1_000), reading(2, 1_000)] }])
    await twin.enlist(convoyOf(convoyId, 3), { joined: [droneId(4)], left: [droneId(2), droneId(9)] })
    await fleet.enlist(convoyOf(convoyId, 2), { joined: [], left: [] })
    expect(await rosterOf()).toEqual({ convoy: convoyOf(convoyId, 3), droneIds: [1, 3, 4].map(droneId) })
    const states = await fleet.read(convoyId, [droneId(1), droneId(2)], everyPart)
    expect(states).toEqual([{ ...nothing, droneId: droneId(1), reading: reading(1, 1_000) }, null])
  })

  test(`${name}: a convoy without drones has an empty roster`, async () => {
    const { fleet } = await open()
    const convoyId = newConvoyId()
    await fleet.enlist({ ...convoyOf(convoyId), archivedAtMs: 5 }, { joined: [], left: [] })
    const found = (await fleet.rosters()).filter(({ convoy }) => convoy.convoyId === convoyId)
    expect(found).toEqual([{ convoy: { ...convoyOf(convoyId), archivedAtMs: 5 }, droneIds: [] }])
  })

  test(`${name}: one drone leads a convoy at a time, and an earlier change never undoes a later one`, async () => {
    const { fleet, twin } = await open()
    const convoyId = newConvoyId()
    const leaders = async () => {
      const states = await fleet.read(convoyId, [1, 2, 3].map(droneId), everyPart)
      return states.map((state) => state?.leaderOfTerm ?? null)
    }
    const lead = (of: FleetCache, n: number | null, term: number, atMs: number) =>
      of.lead({ convoyId, droneId: n === null ? null : droneId(n), term, atMs })
    await lead(fleet, 1, 4, 1_000)
    expect(await leaders()).toEqual([4, null, null])
    await lead(twin, 2, 5, 2_000)
    await lead(fleet, 3, 4, 1_500)
    expect(await leaders()).toEqual([null, 5, null])
    await lead(fleet, 2, 6, 2_000)
    expect(await leaders()).toEqual([null, 6, null])
    await lead(twin, null, 0, 3_000)
    expect(await leaders()).toEqual([null, null, null])
    await Promise.all([1, 2, 3, 1, 2].map((n, at) => lead(at % 2 ? twin : fleet, n, at, 4_000 + at)))
    expect(await leaders()).toEqual([null, 4, null])
  })

  test(`${name}: a call may be empty or have thousands of drones`, async () => {
    const { fleet } = await open()
    const convoyId = newConvoyId()
    await fleet.advance([])
    await fleet.advance([{ convoyId, readings: [] }])
    await fleet.describe(convoyId, [])
    expect(await fleet.read(convoyId, [], everyPart)).toEqual([])
    const count = 3_001
    const ids = Array.from({ length: count }, (_, n) => droneId(n))
    await fleet.advance([{ convoyId, readings: ids.map((_, n) => reading(n, 1_000 + n)) }])
    await fleet.describe(
      convoyId,
      ids.map((id) => ({ droneId: id, checkedAtMs: 5 })),
    )
    await fleet.enlist(convoyOf(convoyId), { joined: ids, left: [] })
    const states = await fleet.read(convoyId, ids, everyPart)
    expect(states.map((state) => state?.reading?.recordedAtMs)).toEqual(ids.map((_, n) => 1_000 + n))
    expect(states.every((state) => state?.checkedAtMs === 5)).toBe(true)
    const found = (await fleet.rosters()).find(({ convoy }) => convoy.convoyId === convoyId)
    expect(found?.droneIds).toHaveLength(count)
  })

  test(`${name}: a value changed by its taker or giver stays as it was set`, async () => {
    const { fleet } = await open()
    const convoyId = newConvoyId()
    const given = reading(1, 1_000)
    await fleet.advance([{ convoyId, readings: [given] }])
    given.latitudeDeg = 1
    const take = async () => (await fleet.read(convoyId, [droneId(1)], everyPart))[0]?.reading as StoredReading
    ;(await take()).latitudeDeg = 2
    expect((await take()).latitudeDeg).toBe(34.123456789)
  })
}
