import type { ApolloClient } from '@apollo/client'
import { RosterConvoyDocument, RosterDocument, type RosterQuery } from '../../lib/api/documents.generated.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import type { EventHub } from '../api/events.ts'
import { keepFresh } from '../api/keep-fresh.ts'
import { emptyRoster, type Roster, replaceConvoys, rosterOf } from './roster.ts'
import { createValueStore, type ReadableStore } from './value-store.ts'

export interface RosterWatch extends ReadableStore<Roster> {
  /** Loads it again: for convoys that the picture has and the roster has not. */
  reload(): void
  close(): void
}

/** A change of the roster comes as a burst of events, one a drone. */
const afterChangeMs = 300
/** In a storm of changes each load is followed by a rest of so many times as long as it took: it costs the server as much. */
const restShare = 2
const longestRestMs = 10_000
/** So many changed convoys are loaded each by itself, more together with all others. */
export const mostAlone = 8

/**
 * The names of everything: all of it at the start, then each convoy that has changed. Watched once, for all who show names. Nothing
 * of it goes into the cache, which would take seconds to store tens of thousands of drones.
 */
export function watchRoster(client: ApolloClient, events: EventHub): RosterWatch {
  const store = createValueStore<Roster>(emptyRoster)
  const query = client.watchQuery({ query: RosterDocument, fetchPolicy: 'no-cache' })
  const changed = new Set<ConvoyId>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isReplacing = false
  let loads = 0
  let restsUntilMs = 0
  let shown: RosterQuery | undefined
  const watching = query.subscribe(({ data, error, loading }) => {
    const isNew = data && data !== shown
    if (isNew) loads += 1
    const roster = isNew ? rosterOf(data as RosterQuery) : store.get()
    shown = (data as RosterQuery | undefined) ?? shown
    const failure = loading ? roster.failure : (error?.message ?? null)
    store.set({ ...roster, failure })
  })
  const fresh = keepFresh(query, { everyMs: () => Number.POSITIVE_INFINITY })

  const schedule = () => {
    const waitMs = Math.max(afterChangeMs, restsUntilMs - performance.now())
    if (!isReplacing && changed.size > 0) timer ??= setTimeout(() => void loadChanged(), waitMs)
  }
  const loadChanged = async () => {
    timer = undefined
    const convoyIds = [...changed]
    changed.clear()
    const { convoys } = store.get()
    const isAlone = convoyIds.length <= mostAlone && convoyIds.every((convoyId) => convoys.has(convoyId))
    if (!isAlone || query.getCurrentResult().loading) return fresh.refresh()
    isReplacing = true
    const beganMs = performance.now()
    const isDone = await replace(convoyIds).catch(() => false)
    isReplacing = false
    const tookMs = performance.now() - beganMs
    restsUntilMs = performance.now() + Math.min(longestRestMs, restShare * tookMs)
    if (isDone) schedule()
    else fresh.refresh()
  }
  /** False when a convoy is no longer in use: then the list of them has changed. */
  const replace = async (convoyIds: readonly ConvoyId[]): Promise<boolean> => {
    const loadsBefore = loads
    const results = await Promise.all(
      convoyIds.map((convoyId) =>
        client.query({ query: RosterConvoyDocument, variables: { convoyId }, fetchPolicy: 'no-cache' }),
      ),
    )
    // A load of everything that began later may have more.
    if (loads > loadsBefore) return true
    const loaded = results.flatMap(({ data }) => data?.convoy ?? [])
    if (loaded.length < convoyIds.length || loaded.some(({ archivedAt }) => archivedAt !== null)) return false
    store.set(replaceConvoys(store.get(), loaded))
    return true
  }

  const stops = [
    events.onEvent((event) => {
      if (event.__typename !== 'RosterEvent') return
      changed.add(event.convoyId as ConvoyId)
      schedule()
    }),
    events.onConnected(fresh.retry),
    fresh.close,
    () => clearTimeout(timer),
    () => watching.unsubscribe(),
  ]
  return {
    get: store.get,
    subscribe: store.subscribe,
    reload: () => fresh.refresh(afterChangeMs),
    close: () => {
      for (const stop of stops) stop()
    },
  }
}
