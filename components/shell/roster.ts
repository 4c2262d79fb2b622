import type { ApolloClient } from '@apollo/client'
import { RosterDocument, type RosterQuery } from '../../lib/api/documents.generated.ts'
import type { RosterDrone } from '../../lib/feed/feed.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { EventHub } from '../api/events.ts'
import { keepFresh } from '../api/keep-fresh.ts'
import type { MapRoster } from '../map/map-view.ts'
import { createValueStore, type ReadableStore } from './value-store.ts'

export type RosterConvoy = Omit<RosterQuery['convoys'][number], 'leadership' | 'convoyId' | 'drones' | 'retired'> & {
  convoyId: ConvoyId
  /** In service. */
  drones: RosterDrone[]
  /** Out of service. */
  retired: RosterDrone[]
}

export type ArchivedConvoy = RosterQuery['archived'][number] & { convoyId: ConvoyId }

export interface Roster extends MapRoster {
  /** By callsign. */
  readonly list: readonly RosterConvoy[]
  readonly convoys: ReadonlyMap<ConvoyId, RosterConvoy>
  /** By callsign. */
  readonly archived: readonly ArchivedConvoy[]
  /** What the reader may do, by the names of schema/permissions.ts. */
  readonly permissions: ReadonlySet<string>
  readonly state: 'loading' | 'ready'
  /** Why the last load failed; null when it did not. */
  readonly failure: string | null
}

export const emptyRoster: Roster = {
  ...{ list: [], convoys: new Map(), drones: new Map(), archived: [], permissions: new Set() },
  ...{ state: 'loading', failure: null },
}

export interface RosterWatch extends ReadableStore<Roster> {
  /** Loads it again: for convoys that the picture has and the roster has not. */
  reload(): void
  close(): void
}

/** A change of the roster comes as a burst of events, one a drone. */
const afterChangeMs = 300

/** The names of everything, loaded at once and after every change of the roster. Watched once, for all who show names. */
export function watchRoster(client: ApolloClient, events: EventHub): RosterWatch {
  const store = createValueStore<Roster>(emptyRoster)
  const query = client.watchQuery({ query: RosterDocument })
  let shown: RosterQuery | undefined
  const watching = query.subscribe(({ data, error }) => {
    const roster = data && data !== shown ? rosterOf(data as RosterQuery) : store.get()
    shown = data as RosterQuery | undefined
    store.set({ ...roster, failure: error?.message ?? null })
  })
  const fresh = keepFresh(query, { everyMs: () => Number.POSITIVE_INFINITY })
  const stops = [
    events.onEvent((event) => event.__typename === 'RosterEvent' && fresh.refresh(afterChangeMs)),
    events.onConnected(fresh.retry),
    fresh.close,
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

const byCallsign = (a: { callsign: string }, b: { callsign: string }) =>
  a.callsign.localeCompare(b.callsign, 'en', { numeric: true })

const droneOf = (drone: RosterQuery['convoys'][number]['drones'][number]): RosterDrone => ({
  droneId: drone.droneId as DroneId,
  convoyId: drone.convoyId as ConvoyId,
  callsign: drone.callsign,
  platformType: drone.platformType,
  version: drone.version,
})

export function rosterOf(answer: RosterQuery): Roster {
  const list = answer.convoys
    .map(({ leadership: _, drones, retired, ...convoy }) => ({
      ...convoy,
      convoyId: convoy.convoyId as ConvoyId,
      drones: drones.map(droneOf),
      retired: retired.map(droneOf).sort(byCallsign),
    }))
    .sort(byCallsign)
  return {
    list,
    convoys: new Map(list.map((convoy) => [convoy.convoyId, convoy])),
    drones: new Map(list.flatMap((convoy) => convoy.drones.map((drone) => [drone.droneId, drone]))),
    archived: answer.archived.map((convoy) => ({ ...convoy, convoyId: convoy.convoyId as ConvoyId })).sort(byCallsign),
    permissions: new Set(answer.permissions),
    state: 'ready',
    failure: null,
  }
}
