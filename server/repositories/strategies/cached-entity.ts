import { randomUUID } from 'node:crypto'
import { isFailure } from '../../../lib/errors.ts'
import {
  type Cached,
  type CachedEntity,
  type MissedLookup,
  noReads,
  type Readable,
  type StrategyDeps,
  type WriteInFlight,
} from './entity.ts'
import { createPendingDeletes } from './pending-deletes.ts'

interface Load<V> {
  /** The cache's token when the load of the store began: while it is unchanged, no write has ended. Undefined: the load has not begun. */
  token: string | null | undefined
  /** Resolves when the store may be read, with the token that the value may replace; null: the value must not be cached. */
  lease: Promise<string | null>
  /** A write of this process began after this load, whose value may therefore be outdated. */
  isOvertaken: boolean
  result: Promise<V | null>
}

/** TTL of the token of a load or write, in case its process dies. */
export const tokenTtlMs = 10_000
const isWriteToken = (token: string) => token.startsWith('write:')

export function createCachedEntity<K, V>({ cache, clock }: StrategyDeps, entity: Readable<K, V>): CachedEntity<K, V> {
  const counters = noReads()
  const loads = new Map<string, Set<Load<V>>>()
  const pendingDeletes = createPendingDeletes(cache, clock)
  const cacheKeyOf = (key: K) => `${entity.name}:${entity.keyTextOf(key)}`

  async function orFallback<R>(work: Promise<R>, instead: R): Promise<R> {
    try {
      return await work
    } catch (error) {
      if (!isFailure(error)) throw error
      counters.cacheFailures += 1
      return instead
    }
  }

  const placeToken = (cacheKey: string, token: string) =>
    orFallback(
      cache.set([[cacheKey, token]], tokenTtlMs).then(() => true),
      false,
    )

  async function remove(cacheKeys: readonly string[]): Promise<void> {
    const isDone = await orFallback(
      cache.delete(cacheKeys).then(() => true),
      false,
    )
    if (!isDone) pendingDeletes.add(cacheKeys)
  }

  function overtakeLoads(cacheKey: string): void {
    for (const load of loads.get(cacheKey) ?? []) load.isOvertaken = true
    loads.delete(cacheKey)
  }

  function beginLoad(key: K, missed: MissedLookup): Load<V> {
    const cacheKey = cacheKeyOf(key)
    const inFlight = loads.get(cacheKey) ?? new Set()
    loads.set(cacheKey, inFlight)
    const leasing = [...inFlight].find(({ token }) => token === undefined)
    const lease = leasing?.lease ?? takeLease(cacheKey, missed)
    const load: Load<V> = { token: undefined, lease, isOvertaken: false, result: Promise.resolve(null) }
    inFlight.add(load)
    load.result = run()
    return load

    async function run(): Promise<V | null> {
      try {
        const token = await lease
        load.token = token ?? missed.token
        const value = await entity.load(key)
        if (load.isOvertaken || (token !== null && !(await keep(cacheKey, token, value)))) counters.stale += 1
        return value
      } finally {
        inFlight.delete(load)
        if (inFlight.size === 0 && loads.get(cacheKey) === inFlight) loads.delete(cacheKey)
      }
    }
  }

  async function takeLease(cacheKey: string, { state, token }: MissedLookup) {
    if (state === 'unavailable' || (token !== null && isWriteToken(token))) return null
    if (token !== null) return token
    const lease = `load:${randomUUID()}`
    return (await placeToken(cacheKey, lease)) ? lease : null
  }

  /** False when the load was overtaken: its value may be older than one that a write has stored since. */
  async function keep(cacheKey: string, lease: string, value: V | null): Promise<boolean> {
    const cached: Cached<V> = { value, cachedAtMs: clock.nowMs(), by: lease }
    if (await orFallback(cache.replace(cacheKey, lease, cached, entity.ttlMs), true)) return true
    const [instead] = await orFallback(cache.get<Cached<V> | string>([cacheKey]), [undefined])
    return typeof instead === 'object' && instead.by === lease
  }

  return {
    entity,
    counters,
    async lookUp(key) {
      const cacheKey = cacheKeyOf(key)
      const isKnown = await orFallback(pendingDeletes.flush([cacheKey]), false)
      const [found] = isKnown
        ? await orFallback(cache.get<Cached<V> | string>([cacheKey]), ['unavailable'])
        : ['unavailable']
      if (typeof found === 'object') {
        counters.hits += 1
        counters.oldestHitMs = Math.max(counters.oldestHitMs, clock.nowMs() - found.cachedAtMs)
        return { state: 'hit', cached: found }
      }
      counters.misses += 1
      return found === 'unavailable' ? { state: 'unavailable', token: null } : { state: 'miss', token: found ?? null }
    },
    load: (key, missed) => beginLoad(key, missed).result,
    loadShared(key, missed) {
      // While the cache is unavailable, writes of other processes can't be detected: always share one load, to protect the store.
      const mayJoin = ({ token }: Load<V>) =>
        token === undefined || missed.state === 'unavailable' || joinsByToken(token, missed)
      const joined = [...(loads.get(cacheKeyOf(key)) ?? [])].find(mayJoin)
      return (joined ?? beginLoad(key, missed)).result
    },
    async beginWrite(key): Promise<WriteInFlight<V>> {
      const cacheKey = cacheKeyOf(key)
      const token = `write:${randomUUID()}`
      const isPlaced = await placeToken(cacheKey, token)
      return {
        async complete(value) {
          overtakeLoads(cacheKey)
          const cached: Cached<V> = { value, cachedAtMs: clock.nowMs(), by: token }
          // Another write ran concurrently: it is unknown which of the two values the store holds.
          if (!isPlaced || !(await orFallback(cache.replace(cacheKey, token, cached, entity.ttlMs), false)))
            await remove([cacheKey])
        },
        async invalidate() {
          overtakeLoads(cacheKey)
          await remove([cacheKey])
        },
      }
    },
    async invalidate(keys) {
      const cacheKeys = keys.map(cacheKeyOf)
      for (const cacheKey of cacheKeys) overtakeLoads(cacheKey)
      await remove(cacheKeys)
    },
  }
}

const joinsByToken = (token: string | null, missed: MissedLookup) =>
  missed.state === 'miss' && token !== null && missed.token === token
