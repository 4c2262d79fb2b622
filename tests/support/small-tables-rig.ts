/** Engagements, changes of leadership and counts of minutes, as the server stores them, for the tests of the lake. */
import { dayMsOf } from '../../lib/time/day.ts'
import type { DroneId } from '../../schema/ids.ts'
import type { LeadershipChange } from '../../schema/leadership.ts'
import { localActor } from '../../schema/permissions.ts'
import { ingestMinutes, leadershipDays, leadershipEvents } from '../../schema/tables.ts'
import { telemetryBucketMs as hourMs } from '../../schema/telemetry.ts'
import { createMemoryCache } from '../../server/adapters/memory/cache.ts'
import { createMemoryFleet } from '../../server/adapters/memory/fleet.ts'
import { createMemoryRanking } from '../../server/adapters/memory/ranking.ts'
import { createFinalizer } from '../../server/features/engagements/finalize.ts'
import { recordEngagement } from '../../server/features/engagements/record.ts'
import type { Bus, Clock, Tables } from '../../server/ports/index.ts'
import { createEngagementEvents } from '../../server/repositories/engagement-events.ts'
import { createRecentEngagements } from '../../server/repositories/engagement-pages.ts'
import { createLeaderboards } from '../../server/repositories/leaderboards.ts'
import { createLocalTurns } from '../../server/repositories/local-turns.ts'
import type { Roster } from '../../server/repositories/roster.ts'
import { convoyId } from './telemetry-server.ts'

interface Deps {
  tables: Tables
  bus: Bus
  clock: Clock
  roster: Roster
  droneIds: readonly DroneId[]
  startMs: number
}

/** Times are seconds after `startMs`. */
export function createSmallTables({ tables, bus, clock, roster, droneIds, startMs }: Deps) {
  const [cache, ranking, fleet] = [createMemoryCache({ clock }), createMemoryRanking(), createMemoryFleet()]
  const recents = createRecentEngagements({ tables, cache, clock })
  const engagementEvents = createEngagementEvents({ bus, roster })
  const boards = createLeaderboards({ tables, ranking, clock, roster }, createLocalTurns(engagementEvents))
  const finalizer = createFinalizer({ tables, ranking, clock, boards, recents, engagementEvents, fleet })
  const idOf = (drone: number) => droneIds[drone] as DroneId
  return {
    record: (drone: number, atS: number, hit: boolean) =>
      recordEngagement({ tables, clock, roster, finalizer }, localActor, {
        ...{ convoyId, droneId: idOf(drone), hit, weaponType: hit ? 'AGM114_HELLFIRE' : 'AGM176_GRIFFIN' },
        engagedAtMs: startMs + atS * 1_000,
      }),

    async elect(drone: number, atS: number, term: number): Promise<void> {
      const atMs = startMs + atS * 1_000
      const change: LeadershipChange = {
        ...{ convoyId, atMs, reason: 'elected' },
        before: { state: 'electing', term: term - 1, leaderId: null },
        after: { state: 'healthy', term, leaderId: idOf(drone), rivalId: null },
      }
      const dayMs = dayMsOf(atMs)
      await tables.insert(leadershipDays, [{ convoyId, dayMs }])
      await tables.insert(leadershipEvents, [{ convoyId, dayMs, atMs, ordinal: 0, change }])
    },

    /** As each of several processes counts its own. */
    async count(processId: string, atS: number, accepted: number): Promise<void> {
      const minuteMs = startMs + atS * 1_000
      const timeBucketMs = Math.floor(minuteMs / hourMs) * hourMs
      const counts = { accepted, duplicates: 1, late: 2, refused: 0 }
      await tables.insert(ingestMinutes, [{ timeBucketMs, minuteMs, processId, ...counts }])
    },
  }
}
