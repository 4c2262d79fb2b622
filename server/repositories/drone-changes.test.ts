import { describe, expect, test } from 'vitest'
import { createRandom } from '../../lib/random/random.ts'
import type { Drone } from '../../schema/convoys.ts'
import { allTables, drones as dronesTable } from '../../schema/tables.ts'
import { convoyId, droneId, openEngagementRig, otherConvoyId } from '../../tests/support/engagement-rig.ts'
import { createFailingTables } from '../../tests/support/failing-tables.ts'
import { connectionTo, dropKeyspace, makeKeyspace } from '../../tests/support/scylla-keyspace.ts'
import { describeWithScylla } from '../../tests/support/servers.ts'
import type { TestClock } from '../adapters/memory/test-clock.ts'
import { openScyllaTables } from '../adapters/scylla/tables.ts'
import type { OpenTables } from '../ports/tables.ts'
import { unusedClaimMs } from './drone-claims.ts'
import { openRoster, type Roster } from './roster.ts'

type OpenStore = ((clock: TestClock) => Promise<OpenTables>) | undefined
type Rig = Awaited<ReturnType<typeof openEngagementRig>>

const id = droneId(1)
const convoyIds = [convoyId, otherConvoyId]
const convoysWith = (roster: Roster) =>
  convoyIds.filter((one) => roster.dronesOf(one).some((drone) => drone.droneId === id))
const held = (roster: Roster) => roster.findDrone(id) as Drone

/** The roster of another process that starts now. */
const reopened = ({ store, bus, clock }: Rig) => openRoster({ tables: store, bus, clock })

function suite(openStore: OpenStore) {
  const open = () => openEngagementRig({ ...(openStore && { openStore }) })

  test('an assigned drone is only in its new convoy, here, elsewhere and after a restart, and can come back', async () => {
    const rig = await open()
    const elsewhere = await reopened(rig)
    for (const [to, from] of [
      [otherConvoyId, convoyId],
      [convoyId, otherConvoyId],
      [otherConvoyId, convoyId],
    ] as const) {
      const before = held(rig.roster)
      const { applied, current } = await rig.roster.moveDrone(before, to)
      expect({ applied, current }).toMatchObject({
        applied: true,
        current: { convoyId: to, callsign: before.callsign },
      })
      expect(current?.version).toBeGreaterThan(before.version)
      for (const one of [from, to]) await elsewhere.reload(one, [id])
      for (const roster of [rig.roster, elsewhere, await reopened(rig)]) {
        expect(convoysWith(roster)).toEqual([to])
        expect(held(roster)).toEqual(current)
      }
      expect(await rig.roster.pastConvoysOf(id)).toEqual([from])
    }
    await rig.close()
  })

  test('a process that gets only the event of the old convoy, or reloads everything, always has the drone', async () => {
    const rig = await open()
    for (const load of ['reload', 'reloadWhole', 'reloadAll'] as const) {
      const elsewhere = await reopened(rig)
      const from = held(rig.roster).convoyId
      await rig.roster.moveDrone(held(rig.roster), from === convoyId ? otherConvoyId : convoyId)
      let isLoading = true
      const loading = (
        load === 'reloadAll' ? elsewhere.reloadAll() : elsewhere.reload(from, load === 'reload' ? [id] : null)
      ).finally(() => (isLoading = false))
      while (isLoading) {
        expect(elsewhere.findDrone(id), load).not.toBeNull()
        await new Promise(setImmediate)
      }
      await loading
      expect(held(elsewhere), load).toEqual(held(rig.roster))
    }
    await rig.close()
  })

  test('of two processes that assign one drone to two convoys at the same time one succeeds, and both see which', async () => {
    const rig = await open()
    const third = '550e8400-e29b-41d4-a716-446655440002' as typeof convoyId
    await rig.roster.saveConvoy(
      { ...(rig.roster.findConvoy(convoyId) as never as object), convoyId: third } as never,
      null,
    )
    const elsewhere = await reopened(rig)
    const [one, two] = await Promise.all([
      rig.roster.moveDrone(held(rig.roster), otherConvoyId),
      elsewhere.moveDrone(held(elsewhere), third),
    ])
    expect([one.applied, two.applied].filter(Boolean)).toHaveLength(1)
    const winner = one.applied ? otherConvoyId : third
    for (const roster of [rig.roster, elsewhere]) await roster.reloadAll()
    for (const roster of [rig.roster, elsewhere, await reopened(rig)]) expect(held(roster).convoyId).toBe(winner)
    await rig.close()
  })

  test('a drone renamed while it is assigned elsewhere is in one convoy, with the new name if that change was applied', async () => {
    const random = createRandom('rename while assigned')
    for (let round = 0; round < (openStore ? 4 : 20); round++) {
      const rig = await open()
      const elsewhere = await reopened(rig)
      const before = held(elsewhere)
      const later = async <R>(work: () => Promise<R>): Promise<R> => {
        for (let turns = random.int(0, 6); turns > 0; turns--) await rig.store.find(dronesTable, before)
        return work()
      }
      const [move, rename] = await Promise.all([
        later(() => rig.roster.moveDrone(held(rig.roster), otherConvoyId)),
        later(() => elsewhere.saveDrone({ ...before, callsign: 'OWL-9', version: before.version + 1 }, before.version)),
      ])
      expect(move.applied || rename.applied).toBe(true)
      const roster = await reopened(rig)
      expect(convoysWith(roster)).toEqual([move.applied ? otherConvoyId : convoyId])
      expect(held(roster).callsign).toBe(rename.applied ? 'OWL-9' : before.callsign)
      await rig.close()
    }
  })
}

describe('over LMDB', () => {
  suite(undefined)
  const open = () => openEngagementRig()

  /** Another process, whose writes can be made to fail. */
  async function openCut({ store, bus, clock }: Rig) {
    const cut = createFailingTables(store)
    return { cut, roster: await openRoster({ tables: cut, bus, clock }) }
  }

  test('a process that ends after any write of an assignment leaves the drone in one convoy, and the next call completes it', async () => {
    let cuts = 0
    for (const how of ['lost', 'done'] as const)
      for (let write = 1; ; write++) {
        const rig = await open()
        const { roster: cutRoster, cut } = await openCut(rig)
        cut.failAt({ write, how, down: true })
        const isCut = await cutRoster.moveDrone(held(cutRoster), otherConvoyId).then(
          () => false,
          () => true,
        )
        if (!isCut) {
          await rig.close()
          break
        }
        cuts++
        const roster = await reopened(rig)
        expect(convoysWith(roster), `write ${write} ${how}`).toHaveLength(1)
        if (held(roster).convoyId === convoyId)
          expect(await roster.moveDrone(held(roster), otherConvoyId)).toMatchObject({ applied: true })
        for (const one of [roster, await reopened(rig)])
          expect(convoysWith(one), `write ${write} ${how}`).toEqual([otherConvoyId])
        // The interrupted call does not block later ones.
        const back = await roster.moveDrone(held(roster), convoyId)
        expect(back.applied).toBe(true)
        for (const one of [roster, await reopened(rig)])
          expect(convoysWith(one), `write ${write} ${how}`).toEqual([convoyId])
        await rig.close()
      }
    expect(cuts).toBeGreaterThanOrEqual(6)
  })

  test('an assignment that was begun but never written blocks another one for a minute, not for ever', async () => {
    const rig = await open()
    const { roster, cut } = await openCut(rig)
    const third = '550e8400-e29b-41d4-a716-446655440002' as typeof convoyId
    cut.failAt({ write: 1, how: 'done', down: true })
    await expect(roster.moveDrone(held(roster), otherConvoyId)).rejects.toMatchObject({ code: 'unavailable' })
    cut.failAt(null)
    expect(await roster.moveDrone(held(roster), third)).toMatchObject({ applied: false })
    await rig.clock.advance(unusedClaimMs + 1)
    expect(await roster.moveDrone(held(roster), third)).toMatchObject({ applied: true })
    expect(held(await reopened(rig)).convoyId).toBe(third)
    await rig.close()
  })

  test('a drone whose move was interrupted belongs to its convoy still when another convoy claims it later', async () => {
    const rig = await open()
    const { roster, cut } = await openCut(rig)
    const third = '550e8400-e29b-41d4-a716-446655440002' as typeof convoyId
    cut.failAt({ write: 1, how: 'done', down: true })
    await expect(roster.moveDrone(held(roster), otherConvoyId)).rejects.toMatchObject({ code: 'unavailable' })
    cut.failAt(null)
    await rig.clock.advance(unusedClaimMs + 1)
    expect(await roster.claimDrones(third, [id])).toEqual(new Map([[id, convoyId]]))
    expect(await roster.moveDrone(held(roster), otherConvoyId)).toMatchObject({ applied: true })
    await rig.close()
  })
})

describeWithScylla('over Cassandra', () => {
  let count = 0
  suite(async (clock) => {
    const keyspace = `test_drone_changes_${process.pid}_${++count}`
    await makeKeyspace(keyspace, allTables)
    const tables = await openScyllaTables({ connection: connectionTo(keyspace), clock, tables: allTables })
    return {
      ...tables,
      close: async () => {
        await tables.close()
        await dropKeyspace(keyspace)
      },
    }
  })
})
