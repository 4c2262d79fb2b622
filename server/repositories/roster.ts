import type { Convoy, Drone } from '../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { Table } from '../../schema/table-types.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'

type Deps = Pick<Ports, 'tables' | 'bus' | 'clock'>

/**
 * Every convoy and drone, held in memory: ingest asks it for each reading. The tables are the truth; a change is durable
 * there before it is seen here, and `roster` events tell other processes to load the convoy anew.
 */
export interface Roster {
  convoys(): IterableIterator<Convoy>
  findConvoy(convoyId: ConvoyId): Convoy | null
  findDrone(droneId: DroneId): Drone | null
  /** In order of drone id; empty for an unknown convoy. */
  dronesOf(convoyId: ConvoyId): readonly Drone[]
  readonly droneCount: number
  /** Writes the convoy if it is new (`expectedVersion` null) or still of that version; answers the one that stands there. */
  saveConvoy(convoy: Convoy, expectedVersion: number | null): Promise<{ applied: boolean; current: Convoy | null }>
  /** Writes drones of one convoy: durable, then seen, then told. A drone belongs to one convoy: the caller has checked. */
  addDrones(convoyId: ConvoyId, drones: readonly Drone[]): Promise<void>
  /** Loads one convoy anew from the tables. */
  reload(convoyId: ConvoyId): Promise<void>
}

export async function openRoster(deps: Deps): Promise<Roster> {
  const convoysById = new Map<ConvoyId, Convoy>()
  const dronesById = new Map<DroneId, Drone>()
  const dronesByConvoy = new Map<ConvoyId, Drone[]>()

  const keep = (drone: Drone) => {
    const known = dronesById.get(drone.droneId)
    const list = dronesByConvoy.get(drone.convoyId) ?? []
    if (!dronesByConvoy.has(drone.convoyId)) dronesByConvoy.set(drone.convoyId, list)
    if (known) list[list.indexOf(known)] = drone
    else list.push(drone)
    dronesById.set(drone.droneId, drone)
  }
  const sort = (convoyId: ConvoyId) => dronesByConvoy.get(convoyId)?.sort((a, b) => (a.droneId < b.droneId ? -1 : 1))
  const tell = (convoyId: ConvoyId) =>
    deps.bus.publish('events', { kind: 'roster', convoyId, atMs: deps.clock.nowMs() })

  for await (const convoy of everyRow<Convoy>(deps, tables.convoys, null)) convoysById.set(convoy.convoyId, convoy)
  for await (const drone of everyRow<Drone>(deps, tables.drones, null)) keep(drone)
  for (const convoyId of dronesByConvoy.keys()) sort(convoyId)

  return {
    convoys: () => convoysById.values(),
    findConvoy: (convoyId) => convoysById.get(convoyId) ?? null,
    findDrone: (droneId) => dronesById.get(droneId) ?? null,
    dronesOf: (convoyId) => dronesByConvoy.get(convoyId) ?? [],
    get droneCount() {
      return dronesById.size
    },
    async saveConvoy(convoy, expectedVersion) {
      const expected = expectedVersion === null ? null : { version: expectedVersion }
      const { applied, current } = await deps.tables.insertIf(tables.convoys, convoy, expected)
      if (current) convoysById.set(current.convoyId, current)
      if (applied) await tell(convoy.convoyId)
      return { applied, current }
    },
    async addDrones(convoyId, drones) {
      await deps.tables.insert(tables.drones, drones)
      for (const drone of drones) keep(drone)
      sort(convoyId)
      await tell(convoyId)
    },
    async reload(convoyId) {
      const convoy = await deps.tables.find(tables.convoys, { convoyId })
      if (convoy) convoysById.set(convoyId, convoy)
      for await (const drone of everyRow<Drone>(deps, tables.drones, { convoyId })) keep(drone)
      sort(convoyId)
    },
  }
}

/** All rows of a partition, or with null of a table, page by page. */
async function* everyRow<R>(deps: Deps, table: Table, partition: Record<string, unknown> | null): AsyncGenerator<R> {
  let after: string | undefined
  do {
    const page = await deps.tables.scan(table, partition as never, { ...(after ? { after } : {}) })
    yield* page.rows as R[]
    after = page.next ?? undefined
  } while (after)
}
