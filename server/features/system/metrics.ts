import type { SkippedMessages } from '../../ports/skipped-messages.ts'
import type { StrategyRegistry } from '../../repositories/strategies/registry.ts'

const metrics = {
  hits: ['cache_hits', 'counter', 'Reads answered from the cache, by entity.'],
  misses: ['cache_misses', 'counter', 'Reads that the cache had no answer to.'],
  stale: ['cache_stale_loads', 'counter', 'Loads overtaken by a write and not put in the cache.'],
  oldestHitMs: ['cache_oldest_hit_ms', 'gauge', 'Greatest age of a value answered from the cache.'],
  cacheFailures: ['cache_failures', 'counter', 'Times the cache was unavailable and the store answered alone.'],
} as const

/** What the strategies count, for /api/metrics, each labelled by entity. */
export const strategyMetrics = (strategies: Pick<StrategyRegistry, 'list'>) =>
  (Object.keys(metrics) as (keyof typeof metrics)[]).map((counter) => ({
    name: metrics[counter][0],
    kind: metrics[counter][1],
    help: metrics[counter][2],
    label: 'entity',
    read: () => Object.fromEntries(strategies.list().map(({ entity, counters }) => [entity, counters[counter]])),
  }))

/** Messages on the bus that were skipped, for /api/metrics, by topic. */
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
