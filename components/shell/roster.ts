import type { RosterQuery } from '../../lib/api/documents.generated.ts'
import type { RosterDrone } from '../../lib/feed/feed.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { MapRoster } from '../map/map-view.ts'

type LoadedConvoy = RosterQuery['convoys'][number]

export type RosterConvoy = Omit<LoadedConvoy, 'leadership' | 'convoyId' | 'drones' | 'retired'> & {
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

export const byCallsign = (a: { callsign: string }, b: { callsign: string }) =>
  a.callsign.localeCompare(b.callsign, 'en', { numeric: true })

const droneOf = (drone: LoadedConvoy['drones'][number]): RosterDrone => ({
  droneId: drone.droneId as DroneId,
  convoyId: drone.convoyId as ConvoyId,
  callsign: drone.callsign,
  platformType: drone.platformType,
  version: drone.version,
})

const convoyOf = ({ leadership: _, drones, retired, ...convoy }: LoadedConvoy): RosterConvoy => ({
  ...convoy,
  convoyId: convoy.convoyId as ConvoyId,
  drones: drones.map(droneOf),
  retired: retired.map(droneOf).sort(byCallsign),
})

export const listed = (convoys: readonly RosterConvoy[]): Pick<Roster, 'list' | 'convoys' | 'drones'> => {
  const list = convoys.toSorted(byCallsign)
  return {
    list,
    convoys: new Map(list.map((convoy) => [convoy.convoyId, convoy])),
    drones: new Map(list.flatMap((convoy) => convoy.drones.map((drone) => [drone.droneId, drone]))),
  }
}

export const rosterOf = ({ convoys, archived, permissions }: RosterQuery): Roster => ({
  ...listed(convoys.map(convoyOf)),
  archived: archived.map((convoy) => ({ ...convoy, convoyId: convoy.convoyId as ConvoyId })).sort(byCallsign),
  permissions: new Set(permissions),
  state: 'ready',
  failure: null,
})

/** The roster with these convoys as they were loaded again. */
export function replaceConvoys(roster: Roster, loaded: readonly LoadedConvoy[]): Roster {
  const convoys = new Map(roster.convoys)
  for (const convoy of loaded.map(convoyOf)) convoys.set(convoy.convoyId, convoy)
  return { ...roster, ...listed([...convoys.values()]) }
}
