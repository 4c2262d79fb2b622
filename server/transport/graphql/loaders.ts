import DataLoader from 'dataloader'
import { mapLimited } from '../../../lib/async/map-limited.ts'
import type { Drone, Waypoint } from '../../../schema/convoys.ts'
import type { DroneId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import { readRoute } from '../../features/convoys/read-convoys.ts'
import type { Routes } from '../../repositories/routes.ts'
import type { BoardModel } from './models.ts'
import type { BoardQuery, Verbs } from './verbs.ts'

/** A query may ask of every drone there is. */
const readsAtOnce = 64

/** What one request asks for more than once is read once; what can be read together is read together. */
export interface Loaders {
  latest: DataLoader<DroneId, StoredReading | null>
  boards: DataLoader<BoardQuery, BoardModel, string>
  routes: DataLoader<Drone, Waypoint[], DroneId>
  /** Forgets everything: something was changed. */
  clear(): void
}

export function createLoaders({ routes: stored, verbs }: { routes: Routes; verbs: Verbs }, actor: Actor): Loaders {
  // Made when first asked for: most requests need one loader or none.
  let latest: Loaders['latest'] | undefined
  let boards: Loaders['boards'] | undefined
  let routes: Loaders['routes'] | undefined
  return {
    get latest() {
      latest ??= new DataLoader((droneIds) => verbs.latestReadings(actor, droneIds))
      return latest
    },
    get boards() {
      boards ??= new DataLoader((queries) => settled(queries, (query) => verbs.readLeaderboard(actor, query)), {
        cacheKeyFn: ({ convoyId, limit, atMs, rankBy }) => `${convoyId}/${limit}/${atMs}/${rankBy}`,
      })
      return boards
    },
    get routes() {
      routes ??= new DataLoader((drones) => settled(drones, (drone) => readRoute({ routes: stored }, actor, drone)), {
        cacheKeyFn: ({ droneId }) => droneId,
      })
      return routes
    },
    clear() {
      latest = undefined
      boards = undefined
      routes = undefined
    },
  }
}

/** Each with its own fate: one that fails does not spoil the others. */
const settled = <K, T>(keys: readonly K[], read: (key: K) => Promise<T>): Promise<(T | Error)[]> =>
  mapLimited(keys, readsAtOnce, (key) => read(key).catch((error: Error) => error))
