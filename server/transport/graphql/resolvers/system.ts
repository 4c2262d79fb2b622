import type { ReadStrategyName, StrategyEntity, WriteStrategyName } from '../../../../schema/strategies.ts'
import type * as outward from '../resolvers.generated.ts'
import { outcome } from './changes.ts'
import { inCapitals } from './in-capitals.ts'

/** By their outward names. */
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

export const systemResolvers = {
  StoreKind: inCapitals(['store', 'cache']),
  StoreState: inCapitals(['up', 'down']),
  Query: {
    system: (_, __, { deps, actor }) => deps.verbs.readSystem(actor),
  },
  Mutation: {
    setStrategy: (_, { input: { entity, read, write } }, context) =>
      outcome(context, async () => ({
        strategy: await context.deps.verbs.setStrategy(context.actor, {
          entity: entities[entity],
          read: read ? reads[read] : null,
          write: write ? writes[write] : null,
        }),
      })),
    retryJob: (_, { jobId }, context) =>
      outcome(context, async () => {
        await context.deps.verbs.retryJob(context.actor, jobId)
        return {}
      }),
  },
  System: {
    startedAt: ({ startedAtMs }) => startedAtMs,
    now: (_, __, { deps }) => deps.clock.nowMs(),
    convoys: (_, __, { deps }) => [...deps.roster.convoys()].length,
    drones: (_, __, { deps }) => deps.roster.droneCount,
    stores: ({ stores }) => [...stores],
    strategies: ({ strategies }) => [...strategies],
    skippedMessages: ({ skippedMessages }) => [...skippedMessages],
    jobs: (_, __, { deps, actor }) => deps.verbs.readJobs(actor),
    contracts: (_, __, { deps, actor }) => deps.verbs.readContracts(actor),
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
} satisfies outward.Resolvers
