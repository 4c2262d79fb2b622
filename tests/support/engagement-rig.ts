/** A convoy over a real store in a folder of its own, with everything that records engagements and reads boards. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Convoy, Drone } from '../../schema/convoys.ts'
import type { ConvoyId, DroneId, EngagementId } from '../../schema/ids.ts'
import { localActor } from '../../schema/permissions.ts'
import { allTables, leases } from '../../schema/tables.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { createMemoryBus } from '../../server/adapters/memory/bus.ts'
import { createMemoryCache } from '../../server/adapters/memory/cache.ts'
import { createMemoryFleet } from '../../server/adapters/memory/fleet.ts'
import { createMemoryRanking } from '../../server/adapters/memory/ranking.ts'
import { createTestClock, type TestClock } from '../../server/adapters/memory/test-clock.ts'
import { createFinalizer } from '../../server/features/engagements/finalize.ts'
import { recordEngagement } from '../../server/features/engagements/record.ts'
import type { EngagementInput } from '../../server/features/engagements/rules.ts'
import type { Ranking, Tables } from '../../server/ports/index.ts'
import type { OpenTables } from '../../server/ports/tables.ts'
import { createBoardTurns } from '../../server/repositories/board-turns.ts'
import { createEngagementEvents } from '../../server/repositories/engagement-events.ts'
import { createRecentEngagements } from '../../server/repositories/engagement-pages.ts'
import { createLeaderboards } from '../../server/repositories/leaderboards.ts'
import { createLocalTurns } from '../../server/repositories/local-turns.ts'
import { openRoster } from '../../server/repositories/roster.ts'

export const convoyId = '550e8400-e29b-41d4-a716-446655440000' as ConvoyId
export const droneId = (n: number) => `660e8400-e29b-41d4-a716-${String(n).padStart(12, '0')}` as DroneId
export const engagementId = (n: number) => `770e8400-e29b-41d4-a716-${String(n).padStart(12, '0')}` as EngagementId

const convoy: Convoy = {
  convoyId,
  callsign: 'HAWK-1',
  aor: [],
  roe: 'OBSERVE_ONLY',
  commandingUnit: 'Task Force North',
  status: 'ACTIVE',
  heartbeatIntervalMs: 2_000,
  createdAtMs: 0,
  archivedAtMs: null,
  version: 1,
}
const drone = (n: number): Drone => ({
  convoyId,
  droneId: droneId(n),
  callsign: `HAWK-1-${n}`,
  platformType: 'MQ9_REAPER',
  reportIntervalMs: null,
  createdAtMs: 0,
  assignedAtMs: null,
  retiredAtMs: null,
  leftAtMs: null,
  version: 1,
})

export type EngagementRig = Awaited<ReturnType<typeof openEngagementRig>>

/** Another convoy of the rig, with drones of its own, numbered from 1,000. */
export const otherConvoyId = '550e8400-e29b-41d4-a716-446655440009' as ConvoyId

interface RigOptions {
  drones?: number
  /** Put around the store and the ranking for the features, not for `store`. */
  wrapTables?: (tables: Tables) => Tables
  wrapRanking?: (ranking: Ranking) => Ranking
  clock?: TestClock
  /** One of several processes over the same store, ranking and bus, by its name. */
  sharedAs?: string
  /** Another store than LMDB in a folder of its own. */
  openStore?: (clock: TestClock) => Promise<OpenTables>
}

export async function openEngagementRig(options: RigOptions = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'engagements-'))
  const clock = options.clock ?? createTestClock()
  const store = (await options.openStore?.(clock)) ?? (await openLmdbTables({ dataDir, clock, tables: allTables }))
  const bus = createMemoryBus({ clock })
  const setup = await openRoster({ tables: store, bus, clock })
  await setup.saveConvoy(convoy, null)
  await setup.addDrones(
    convoyId,
    Array.from({ length: options.drones ?? 4 }, (_, n) => drone(n + 1)),
  )
  await setup.saveConvoy({ ...convoy, convoyId: otherConvoyId, callsign: 'OWL-2' }, null)
  await setup.addDrones(otherConvoyId, [{ ...drone(1_000), convoyId: otherConvoyId }])

  /** What a process holds: opened again, it is a process that starts over the same store. */
  const sharedRanking = createMemoryRanking()
  const start = async ({ wrapTables, wrapRanking, sharedAs, ...own }: Omit<RigOptions, 'drones'> = {}) => {
    const tables = wrapTables?.(store) ?? store
    const ownRanking = sharedAs ? sharedRanking : createMemoryRanking()
    const ranking = wrapRanking?.(ownRanking) ?? ownRanking
    const roster = await openRoster({ tables: store, bus, clock })
    const cache = createMemoryCache({ clock })
    const recents = createRecentEngagements({ tables, cache, clock })
    const engagementEvents = createEngagementEvents({ bus, roster })
    const turns = sharedAs
      ? createBoardTurns({ tables, clock: own.clock ?? clock, recents, engagementEvents }, sharedAs)
      : createLocalTurns(engagementEvents)
    const boards = createLeaderboards({ tables, ranking, clock, roster }, turns)
    const fleet = createMemoryFleet()
    const finalizer = createFinalizer({ tables, ranking, clock, boards, recents, engagementEvents, fleet })
    const deps = { tables, ranking, bus, cache, fleet, clock, roster, boards, recents, engagementEvents, finalizer }
    const record = (input: Partial<EngagementInput> = {}) =>
      recordEngagement(deps, localActor, {
        convoyId,
        droneId: droneId(1),
        hit: true,
        weaponType: 'AGM114_HELLFIRE',
        ...input,
      })
    return { ...deps, record }
  }

  /** Advances the clock and waits for the disk: earlier writes are durable once this delete is. */
  async function pass(ms: number): Promise<void> {
    await clock.advance(ms)
    await store.delete(leases, [{ name: 'none' }])
  }

  return {
    ...(await start(options)),
    /** The store itself, without faults. */
    store,
    start,
    pass,
    /** Advances the clock, by which processes wait, until the work is done. */
    async whileTimePasses<R>(work: Promise<R>, stepMs = 250): Promise<R> {
      let isDone = false
      const done = work.finally(() => {
        isDone = true
      })
      done.catch(() => undefined)
      while (!isDone) await pass(stepMs)
      return done
    },
    async close() {
      await store.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
