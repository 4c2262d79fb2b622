import { requestGraphql } from '../../lib/api/client.ts'
import { RosterDocument, type RosterQuery } from '../../lib/api/documents.generated.ts'
import type { RosterDrone } from '../../lib/feed/feed.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { MapRoster } from '../map/map-view.ts'
import type { EventHub } from './event-hub.ts'
import { createReloadLoop } from './reload-loop.ts'
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

export interface RosterStore extends ReadableStore<Roster> {
  /** Loads it again: for convoys that the picture has and the roster has not. */
  reload(): void
  close(): void
}

/** A change of the roster comes as a burst of events, one a drone. */
const afterChangeMs = 300

/** The names of everything, loaded at once and after every change of the roster. */
export function createRosterStore(
  events: Pick<EventHub, 'onEvent' | 'onReload' | 'onConnected' | 'firstLoadWithinMs'>,
): RosterStore {
  const store = createValueStore<Roster>(emptyRoster)
  const loop = createReloadLoop(
    async (signal) => store.set(rosterOf(await requestGraphql(RosterDocument, {}, { signal }))),
    (cause) => store.set({ ...store.get(), failure: cause instanceof Error ? cause.message : String(cause) }),
    events.firstLoadWithinMs,
  )
  const stops = [
    events.onEvent((event) => event.__typename === 'RosterEvent' && loop.ask(afterChangeMs)),
    events.onReload(() => loop.ask()),
    events.onConnected(loop.retry),
    loop.close,
  ]
  return {
    get: store.get,
    subscribe: store.subscribe,
    reload: () => loop.ask(afterChangeMs),
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
