import type { SkippedMessages } from '../../ports/skipped-messages.ts'
import type { StrategyRegistry } from '../../repositories/strategies/registry.ts'

const metrics = {
  hits: ['cache_hits', 'counter', 'Reads served from the cache, by entity.'],
  misses: ['cache_misses', 'counter', 'Reads that missed the cache.'],
  stale: ['cache_stale_loads', 'counter', 'Loads overtaken by a write and therefore not cached.'],
  oldestHitMs: ['cache_oldest_hit_ms', 'gauge', 'Greatest age of a value served from the cache.'],
  cacheFailures: ['cache_failures', 'counter', 'Times the cache was unavailable and only the store was used.'],
} as const

/** Counters of the strategies for /api/metrics, labelled by entity. */
export const strategyMetrics = (strategies: Pick<StrategyRegistry, 'list'>) =>
  (Object.keys(metrics) as (keyof typeof metrics)[]).map((counter) => ({
    name: metrics[counter][0],
    kind: metrics[counter][1],
    help: metrics[counter][2],
    label: 'entity',
    read: () => Object.fromEntries(strategies.list().map(({ entity, counters }) => [entity, counters[counter]])),
  }))

/** Skipped bus messages for /api/metrics, labelled by topic. */
export const skippedMetrics = ({ skipped }: { skipped: SkippedMessages }) => [
  {
    name: 'bus_messages_skipped',
    kind: 'counter' as const,
    help: 'Messages on the bus that a follower could not read or apply, by topic.',
    label: 'topic',
    read: () => {
      const counts: Record<string, number> = { readings: 0, events: 0, settings: 0 }
      for (const { topic, count } of skipped.list()) counts[topic] = (counts[topic] ?? 0) + count
      return counts
    },
  },
]
