import type { StrategyRegistry } from '../../repositories/strategies/registry.ts'

const figures = {
  hits: ['cache_hits', 'Reads answered from the cache, by entity.'],
  misses: ['cache_misses', 'Reads that the cache had no answer to.'],
  stale: ['cache_stale_loads', 'Loads overtaken by a write and not put in the cache.'],
  oldestHitMs: ['cache_oldest_hit_ms', 'Greatest age of a value answered from the cache.'],
  cacheFailures: ['cache_failures', 'Times the cache was away and the store answered alone.'],
  waiting: ['writes_waiting', 'Writes that were answered and are not durable yet.'],
  lagMs: ['writes_lag_ms', 'How long the longest of these has waited.'],
} as const

/** What the strategies count, for /api/metrics, each labelled by entity. */
export const strategyFigures = (strategies: Pick<StrategyRegistry, 'list'>) =>
  (Object.keys(figures) as (keyof typeof figures)[]).map((counter) => ({
    name: figures[counter][0],
    help: figures[counter][1],
    label: 'entity',
    read: () => Object.fromEntries(strategies.list().map(({ entity, counters }) => [entity, counters[counter]])),
  }))
