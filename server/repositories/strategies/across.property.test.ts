import fc from 'fast-check'
import { test } from 'vitest'
import { createMemoryCache } from '../../adapters/memory/cache.ts'
import { createTestClock } from '../../adapters/memory/test-clock.ts'
import type { Cache } from '../../ports/index.ts'
import { createRepository, type WholeStrategies } from './repository.ts'

const steps = fc.array(
  fc.record({ process: fc.integer({ min: 0, max: 2 }), kind: fc.constantFrom('read', 'read', 'write', 'changed') }),
  { minLength: 2, maxLength: 14 },
)
const read = fc.constantFrom('cache-aside', 'read-through')
const write = fc.constantFrom('write-through', 'write-around')

/** The scheduler decides when each call of cache and store begins and ends, in any order. */
function openScheduled(s: fc.Scheduler, strategies: readonly WholeStrategies[]) {
  const clock = createTestClock()
  const cache = createMemoryCache({ clock, maxEntries: 10 })
  const late =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      await s.schedule(Promise.resolve(), 'reaches')
      const answer = await call(...args)
      await s.schedule(Promise.resolve(), 'answers')
      return answer
    }
  const reached = {
    get: late(cache.get),
    set: late(cache.set),
    delete: late(cache.delete),
    replace: late(cache.replace),
  } as Cache
  const store = { value: 0, saves: new Map([[0, 0]]) }
  const entity = {
    name: 'speed',
    keyTextOf: (key: string) => key,
    load: late(async () => store.value),
    save: late(async (_: string, value: number) => {
      store.value = value
      store.saves.set(value, store.saves.size)
    }),
    ttlMs: null,
  }
  return { store, processes: strategies.map((one) => createRepository({ cache: reached, clock }, entity, one)) }
}

test('in any order of the cache and store calls of three processes, a read that begins after a write has resolved never returns an older value', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      steps,
      fc.array(fc.record({ read, write }), { minLength: 3, maxLength: 3 }),
      async (s, all, strategies) => {
        const { store, processes } = openScheduled(s, strategies)
        /** Position, in the order of the store, of the newest write that has resolved. */
        let resolved = 0
        const run = async ({ process, kind }: (typeof all)[number], value: number) => {
          const repository = processes[process]
          if (!repository) return
          await s.schedule(Promise.resolve(), 'begins')
          if (kind === 'write') {
            await repository.write('k', value)
            resolved = Math.max(resolved, store.saves.get(value) ?? 0)
          } else if (kind === 'changed') await repository.invalidate(['k'])
          else {
            const atLeast = resolved
            const answer = await repository.read('k')
            const place = store.saves.get(answer ?? -1) ?? -1
            if (place < atLeast) throw new Error(`Expected write ${atLeast} or a later one, got ${place}.`)
          }
        }
        const done = Promise.all(all.map((step, n) => run(step, n + 1)))
        await s.waitFor(done)
      },
    ),
    { numRuns: 4_000 },
  )
})
