import type { DroneId } from '../../../schema/ids.ts'
import type { Leadership } from '../../../schema/leadership.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import type { Feature, Platform } from '../../feature.ts'
import type { Leaderboards } from '../../repositories/leaderboards.ts'
import { keepFleet } from './keep-fleet.ts'
import type { FleetCorrections } from './keep-states.ts'

interface Needs {
  boards: Leaderboards
  /** Null in a process that does not follow leadership. */
  leadership: { of(convoyId: Leadership['convoyId']): Leadership } | null
  fromStore(droneId: DroneId): Promise<StoredReading | null>
}

/** Keeps the cached state of the fleet, from which processes start; nothing in a process that shares its database with no other. */
export function openFleetKeeper(platform: Platform, { boards, leadership, fromStore }: Needs): Feature {
  const { isShared, config } = platform
  if (!isShared || !leadership || !config.roles.has('worker')) return {}
  const corrected: FleetCorrections = { rosters: 0, states: 0, readings: 0 }
  const cacheState = () =>
    platform.states().find(({ kind }) => kind === 'cache')?.state ?? { isUp: true, sinceMs: 0, detail: null }
  const deps = { ...platform, boards, leadershipOf: leadership.of, fromStore, cacheState }
  platform.runExclusive('keeping the cached fleet', (signal) => keepFleet(deps, corrected, signal))
  return {
    metrics: [
      {
        name: 'fleet_cache_corrected',
        kind: 'counter',
        help: 'Rosters, drone states and newest readings that were missing or outdated in the cache and were restored.',
        label: 'what',
        read: () => ({ ...corrected }),
      },
    ],
  }
}
