import { inCapitals } from '../../../lib/text/in-capitals.ts'
import type { ReadStrategyName, StrategyEntity, WriteStrategyName } from '../../../schema/strategies.ts'
import type { Ports } from '../../ports/index.ts'
import type { Roster } from '../../repositories/roster.ts'
import type * as outward from '../../resolvers.generated.ts'
import { readContracts, readJobs, readSystem, retryJob, type SystemDeps } from './read-system.ts'
import { setStrategy } from './set-strategy.ts'

type Deps = SystemDeps & Pick<Ports, 'clock'> & { roster: Pick<Roster, 'convoys' | 'droneCount'> }

/** By their names in the API. */
const entities: Record<outward.StrategyEntity, StrategyEntity> = {
  ROUTE: 'route',
  RECENT_ENGAGEMENTS: 'recent-engagements',
  LEADERBOARD: 'leaderboard',
}
const reads: Record<outward.ReadStrategy, ReadStrategyName> = {
  CACHE_ASIDE: 'cache-aside',
  READ_THROUGH: 'read-through',
  STORE_ONLY: 'store-only',
}
const writes: Record<outward.WriteStrategy, WriteStrategyName> = {
  WRITE_THROUGH: 'write-through',
  WRITE_AROUND: 'write-around',
}
const outwardOf = <K extends string, V>(names: Record<K, V>, name: V): K =>
  (Object.keys(names) as K[]).find((key) => names[key] === name) as K

export const createSystemResolvers = (deps: Deps): outward.Resolvers => ({
  StoreKind: inCapitals(['store', 'cache']),
  StoreState: inCapitals(['up', 'down']),
  Query: {
    system: (_, __, { actor }) => readSystem(deps, actor),
  },
  Mutation: {
    setStrategy: (_, { input: { entity, read, write } }, context) =>
      context.change(async () => ({
        strategy: await setStrategy(deps, context.actor, {
          entity: entities[entity],
          read: read ? reads[read] : null,
          write: write ? writes[write] : null,
        }),
      })),
    retryJob: (_, { jobId }, context) =>
      context.change(async () => {
        await retryJob(deps, context.actor, jobId)
        return {}
      }),
  },
  System: {
    startedAt: ({ startedAtMs }) => startedAtMs,
    now: () => deps.clock.nowMs(),
    convoys: () => [...deps.roster.convoys()].length,
    drones: () => deps.roster.droneCount,
    stores: ({ stores }) => [...stores],
    strategies: ({ strategies }) => [...strategies],
    skippedMessages: ({ skippedMessages }) => [...skippedMessages],
    jobs: (_, __, { actor }) => readJobs(deps, actor),
    contracts: (_, __, { actor }) => readContracts(deps, actor),
  },
  Store: { since: ({ sinceMs }) => sinceMs },
  Strategy: {
    entity: ({ entity }) => outwardOf(entities, entity),
    read: ({ strategies }) => outwardOf(reads, strategies.read),
    write: ({ strategies: { write } }) => write && outwardOf(writes, write),
    configuredRead: ({ configured }) => outwardOf(reads, configured.read),
    configuredWrite: ({ configured: { write } }) => write && outwardOf(writes, write),
    writeChoices: ({ writeChoices }) => writeChoices.map((name) => outwardOf(writes, name)),
    changedBy: ({ changed }) => changed?.by ?? null,
    changedAt: ({ changed }) => changed?.atMs ?? null,
    hits: ({ counters }) => counters.hits,
    misses: ({ counters }) => counters.misses,
    stale: ({ counters }) => counters.stale,
    oldestHitMs: ({ counters }) => counters.oldestHitMs,
    cacheFailures: ({ counters }) => counters.cacheFailures,
  },
  SkippedMessages: { at: ({ atMs }) => atMs },
  SetAsideJob: { failedAt: ({ failedAtMs }) => failedAtMs },
})
