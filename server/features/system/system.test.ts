import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Failure } from '../../../lib/errors.ts'
import { localActor } from '../../../schema/permissions.ts'
import { createMemoryBus } from '../../adapters/memory/bus.ts'
import { createMemoryCache } from '../../adapters/memory/cache.ts'
import { createTestClock } from '../../adapters/memory/test-clock.ts'
import { createReader } from '../../repositories/strategies/reader.ts'
import { createStrategyRegistry } from '../../repositories/strategies/registry.ts'
import { createRepository } from '../../repositories/strategies/repository.ts'
import { readContractReport } from './contract-report.ts'
import { followStrategies } from './follow-strategies.ts'
import { strategyMetrics } from './metrics.ts'
import { setStrategy } from './set-strategy.ts'

const stop = new AbortController()
const folder = mkdtempSync(join(tmpdir(), 'system-'))
afterAll(() => {
  stop.abort()
  rmSync(folder, { recursive: true, force: true })
})

const clock = createTestClock()
const entity = (name: string) => ({
  name,
  keyTextOf: (key: string) => key,
  load: async () => 1,
  save: async () => {},
  ttlMs: 1_000,
})

/** Processes that share one bus. */
function openProcesses() {
  const bus = createMemoryBus({ clock })
  return {
    bus,
    async start() {
      const deps = { cache: createMemoryCache({ clock }), clock }
      const boards = createReader(deps, entity('leaderboard'), 'store-only')
      const routes = createRepository(deps, entity('route'), { read: 'read-through', write: 'write-around' })
      const strategies = createStrategyRegistry({ route: routes, leaderboard: boards })
      const log = { warn: () => undefined }
      await followStrategies({ bus, clock, strategies, log }, stop.signal)
      return { bus, clock, strategies, boards, routes }
    },
  }
}

test('a strategy chosen in one process is in use there at once, and in the others moments later', async () => {
  const processes = openProcesses()
  const [a, b] = [await processes.start(), await processes.start()]
  const state = await setStrategy(a, localActor, { entity: 'leaderboard', read: 'cache-aside', write: null })
  expect(state).toMatchObject({
    strategies: { read: 'cache-aside', write: null },
    configured: { read: 'store-only', write: null },
    changed: { by: 'local', atMs: clock.nowMs() },
  })
  expect(a.boards.strategy).toBe('cache-aside')
  await expect.poll(() => b.boards.strategy, { interval: 1 }).toBe('cache-aside')
})

test('of two admins in two processes at once one stands, in both', async () => {
  const processes = openProcesses()
  const [a, b] = [await processes.start(), await processes.start()]
  await Promise.all([
    setStrategy(a, localActor, { entity: 'route', read: 'store-only', write: null }),
    setStrategy(b, localActor, { entity: 'route', read: null, write: 'write-through' }),
    setStrategy(b, localActor, { entity: 'route', read: 'cache-aside', write: null }),
  ])
  await expect
    .poll(() => JSON.stringify(a.routes.strategies) === JSON.stringify(b.routes.strategies), { interval: 1 })
    .toBe(true)
})

test('what an entity can not be is refused with what was expected, and nothing changes', async () => {
  const a = await openProcesses().start()
  const set = (input: Partial<Parameters<typeof setStrategy>[2]>) =>
    setStrategy(a, localActor, { entity: 'route', read: null, write: null, ...input })
  await expect(set({ entity: 'leaderboard', write: 'write-through' })).rejects.toMatchObject({
    code: 'invalid',
    faults: [{ path: 'write', expected: 'none, as leaderboard has no write strategies' }],
  })
  await expect(set({ entity: 'recent-engagements', read: 'store-only' })).rejects.toMatchObject({ code: 'missing' })
  expect(a.routes.strategies).toEqual({ read: 'read-through', write: 'write-around' })
})

test('only an admin chooses strategies', async () => {
  const a = await openProcesses().start()
  const commander = { name: 'c', role: 'commander' } as const
  await expect(setStrategy(a, commander, { entity: 'route', read: 'store-only', write: null })).rejects.toMatchObject({
    code: 'forbidden',
  })
})

test('while the bus is unavailable nothing is changed, in this process neither', async () => {
  const a = await openProcesses().start()
  const publish = async () => {
    throw new Failure('unavailable', 'The bus is unavailable, as planned.')
  }
  const input = { entity: 'route', read: 'store-only', write: null } as const
  await expect(setStrategy({ ...a, bus: { ...a.bus, publish } }, localActor, input)).rejects.toMatchObject({
    code: 'unavailable',
  })
  expect(a.routes.strategies.read).toBe('read-through')
})

test('metrics have every counter of every entity', async () => {
  const { strategies, boards, routes } = await openProcesses().start()
  boards.use('read-through')
  await boards.read('k')
  await boards.read('k')
  await routes.read('k')
  const metrics = Object.fromEntries(strategyMetrics(strategies).map(({ name, read }) => [name, read()]))
  expect(metrics).toEqual({
    cache_hits: { route: 0, leaderboard: 1 },
    cache_misses: { route: 1, leaderboard: 1 },
    cache_stale_loads: { route: 0, leaderboard: 0 },
    cache_oldest_hit_ms: { route: 0, leaderboard: 0 },
    cache_failures: { route: 0, leaderboard: 0 },
  })
})

test('the contract report is what the tests left, and null for anything else', async () => {
  const path = join(folder, 'contracts.json')
  expect(await readContractReport(path)).toBeNull()
  writeFileSync(path, '{"ranAt": 1')
  expect(await readContractReport(path)).toBeNull()
  writeFileSync(path, '{"ranAt": "yesterday", "adapters": []}')
  expect(await readContractReport(path)).toBeNull()
  const cache = { port: 'Cache', adapter: 'redis', passed: 7, failed: 1, skipped: 0, failedLaws: ['deletes'] }
  const ranAt = '2026-11-26T08:00:00.000Z'
  writeFileSync(path, JSON.stringify({ ranAt, adapters: [{ ...cache, laws: [] }] }))
  expect(await readContractReport(path)).toEqual({ ranAt: Date.parse(ranAt), adapters: [cache] })
})
