import type { Bus } from './bus.ts'
import type { Cache } from './cache.ts'
import type { Clock } from './clock.ts'
import type { FleetCache } from './fleet.ts'
import type { Jobs } from './jobs.ts'
import type { Ranking } from './ranking.ts'
import type { Tables } from './tables.ts'

/** Everything a feature may reach outside of itself. */
export interface Ports {
  tables: Tables
  cache: Cache
  fleet: FleetCache
  ranking: Ranking
  bus: Bus
  clock: Clock
  jobs: Jobs
}

export type { Bus, Cache, Clock, FleetCache, Jobs, Ranking, Tables }
