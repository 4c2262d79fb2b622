import { afterEach, expect, test } from 'vitest'
import { Failure } from '../../lib/errors.ts'
import { weaponTypes } from '../../schema/engagements.ts'
import { accuracyCounters, leaderboardSnapshots, leases } from '../../schema/tables.ts'
import { accuracyByCounters, accuracyByRecords } from '../../tests/support/accuracy.ts'
import {
  convoyId,
  droneId,
  type EngagementRig,
  engagementId,
  openEngagementRig,
  otherConvoyId,
} from '../../tests/support/engagement-rig.ts'
import { createFailingTables, type FailingTables } from '../../tests/support/failing-tables.ts'
import { checkLeaderboards, repairLeaderboards } from '../features/engagements/repair.ts'
import { readAccuracyCounters } from './accuracy-counters.ts'
import { snapshotEveryMs } from './leaderboard-snapshots.ts'

let rig: EngagementRig
afterEach(() => rig.close())

type Process = Pick<EngagementRig, 'record'>
const recordMany = (process: Process, count: number, from = 0) =>
  Promise.all(
    Array.from({ length: count }, (_, n) =>
      process.record({
        engagementId: engagementId(from + n),
        droneId: droneId(1 + (n % 3)),
        weaponType: weaponTypes[n % 4] as string,
        hit: n % 5 !== 0,
      }),
    ),
  )

const expectAgreement = async () => {
  const counted = await accuracyByCounters(rig.store)
  expect(counted).toEqual(await accuracyByRecords(rig.store))
  return counted
}

test('every record is counted by drone and weapon type, however often it is sent', async () => {
  rig = await openEngagementRig()
  for (let n = 0; n < 3; n++) await rig.record({ engagementId: engagementId(1), weaponType: 'NONE', hit: true })
  await rig.record({ engagementId: engagementId(2), weaponType: 'GBU38_JDAM', hit: true })
  await rig.record({ engagementId: engagementId(3), weaponType: 'GBU38_JDAM', hit: false })
  expect(await readAccuracyCounters(rig.store, droneId(1))).toEqual([
    { weaponType: 'GBU38_JDAM', totalEngagements: 2, successfulHits: 1 },
    { weaponType: 'NONE', totalEngagements: 1, successfulHits: 1 },
  ])
  expect(await readAccuracyCounters(rig.store, droneId(2))).toEqual([])
})

test('a group of records costs one increment for each drone and weapon type in it', async () => {
  let failing: FailingTables | undefined
  rig = await openEngagementRig({ wrapTables: (store) => (failing = createFailingTables(store)) })
  await recordMany(rig, 120)
  const additions = failing?.writes.filter((write) => write === 'add accuracy_counters').length ?? 0
  expect(additions).toBeGreaterThanOrEqual(12)
  expect(additions).toBeLessThan(60)
  await expectAgreement()
})

test('records that two processes write at the same time are counted once each', async () => {
  rig = await openEngagementRig()
  const [a, b] = [await rig.start({ sharedAs: 'a' }), await rig.start({ sharedAs: 'b' })]
  const ended = Promise.all([recordMany(a, 40), recordMany(b, 40, 40), recordMany(b, 20)])
  let isDone = false
  void ended.finally(() => {
    isDone = true
  })
  while (!isDone) {
    await rig.clock.advance(20)
    // Gives the disk time as well.
    await rig.store.delete(leases, [{ name: 'none' }])
  }
  await ended
  expect(await expectAgreement()).toHaveLength(12)
})

test.each(['lost', 'done'] as const)(
  'a failed increment (%s) fails no record, and is corrected when the board is next used',
  async (how) => {
    let isFailing = false
    rig = await openEngagementRig({
      wrapTables: (store) => ({
        ...store,
        async add(...args) {
          if (!isFailing || how === 'done') await store.add(...args)
          if (isFailing) throw new Failure('unavailable', 'The response was lost, as planned.')
        },
      }),
    })
    await rig.record({ engagementId: engagementId(1) })
    isFailing = true
    await rig.record({ engagementId: engagementId(2) })
    isFailing = false
    await rig.record({ engagementId: engagementId(3) })
    await expectAgreement()
  },
)

test('counters that were changed by hand, lost or invented are reported and corrected', async () => {
  rig = await openEngagementRig()
  await recordMany(rig, 30)
  await rig.store.add(accuracyCounters, { droneId: droneId(1), weaponType: 'NONE' }, { engagements: 7 })
  await rig.store.add(
    accuracyCounters,
    { droneId: droneId(1), weaponType: weaponTypes[0] },
    { engagements: -2, hits: -1 },
  )
  await rig.store.add(accuracyCounters, { droneId: droneId(2), weaponType: 'AGM176_GRIFFIN' }, { hits: 1 })
  expect(await repairLeaderboards(rig, [convoyId])).toMatchObject({ correctedCounters: 3, correctedRows: 0 })
  await expectAgreement()
  expect(await repairLeaderboards(rig, [convoyId])).toMatchObject({ correctedCounters: 0 })
})

test('a drone with records in two convoys has the sum of both, which a repair of either corrects', async () => {
  rig = await openEngagementRig()
  await rig.record({ engagementId: engagementId(1), hit: true })
  const drone = rig.roster.findDrone(droneId(1))
  if (!drone) throw new Error('Expected a drone.')
  await rig.roster.moveDrone(drone, otherConvoyId)
  await rig.record({ engagementId: engagementId(2), convoyId: otherConvoyId, hit: false })
  await rig.record({ engagementId: engagementId(3), hit: true })
  for (const repaired of [convoyId, otherConvoyId]) {
    expect(await repairLeaderboards(rig, [repaired])).toMatchObject({ correctedCounters: 0 })
    await rig.store.add(accuracyCounters, { droneId: droneId(1), weaponType: 'AGM114_HELLFIRE' }, { engagements: 1 })
    expect(await repairLeaderboards(rig, [repaired])).toMatchObject({ correctedCounters: 1 })
    expect(await readAccuracyCounters(rig.store, droneId(1))).toEqual([
      { weaponType: 'AGM114_HELLFIRE', totalEngagements: 3, successfulHits: 2 },
    ])
  }
})

test('a store from a version without counters is counted from its records, once', async () => {
  rig = await openEngagementRig()
  await recordMany(rig, 30)
  await rig.clock.advance(snapshotEveryMs + 1)
  await recordMany(rig, 1, 30)
  const { rows } = await rig.store.scan(leaderboardSnapshots, null)
  expect(rows.length).toBeGreaterThan(0)
  const older = rows.map((row) => ({ ...row, entries: row.entries.map(({ weapons: _, ...entry }) => entry) }))
  await rig.store.insert(leaderboardSnapshots, older)
  for (const { droneId: of, weaponType, engagements, hits } of (await rig.store.scan(accuracyCounters, null)).rows)
    await rig.store.add(accuracyCounters, { droneId: of, weaponType }, { engagements: -engagements, hits: -hits })
  const next = await rig.start()
  expect(await checkLeaderboards(next)).toMatchObject({ correctedCounters: 12, correctedRows: 0 })
  await expectAgreement()
})

test('a repair does not add what another convoy is just recording for a drone that moved there', async () => {
  const proceed = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  let isHolding = false
  rig = await openEngagementRig({
    wrapTables: (store) => ({
      ...store,
      async add(...args) {
        const isFirst = isHolding
        isHolding = false
        if (isFirst) held.resolve()
        if (isFirst) await proceed.promise
        return store.add(...args)
      },
    }),
  })
  await rig.record({ engagementId: engagementId(1), hit: true })
  const drone = rig.roster.findDrone(droneId(1))
  if (!drone) throw new Error('Expected a drone.')
  await rig.roster.moveDrone(drone, otherConvoyId)
  isHolding = true
  const recording = rig.record({ engagementId: engagementId(2), convoyId: otherConvoyId, hit: false })
  await held.promise
  const repairing = Promise.all([
    repairLeaderboards(rig, [convoyId]),
    repairLeaderboards(rig, [otherConvoyId, convoyId]),
  ])
  // Takes as long on this disk as several repairs.
  for (let n = 0; n < 200; n++) await rig.store.delete(leases, [{ name: 'none' }])
  proceed.resolve()
  const repaired = await repairing
  await recording
  expect(repaired.map(({ correctedCounters }) => correctedCounters)).toEqual([0, 0])
  await expectAgreement()
})
