import { isFailure } from '../../lib/errors.ts'
import type { Convoy, Drone } from '../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'
import { everyPage } from './every-page.ts'

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
  /**
   * Takes drones for a convoy, among all processes: to be called before they are written. Answers those that belong to another
   * convoy, with it; then the others are taken all the same, which binds nobody for longer than `unusedClaimMs`.
   */
  claimDrones(convoyId: ConvoyId, droneIds: readonly DroneId[]): Promise<Map<DroneId, ConvoyId>>
  /** Looks for drones that another process may have added, and takes their convoys in. */
  findElsewhere(droneIds: readonly DroneId[]): Promise<void>
  /** Loads one convoy anew from the tables. */
  reload(convoyId: ConvoyId): Promise<void>
  /** Loads every convoy anew. */
  reloadAll(): Promise<void>
}

/** A drone that was taken for a convoy and not written within this time may be taken for another. */
export const unusedClaimMs = 60_000

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
  const tell = (convoyId: ConvoyId) => tellRosterChanged(deps, convoyId)

  const reloadAll = async () => {
    for await (const convoys of everyPage(deps.tables, tables.convoys, null))
      for (const convoy of convoys) convoysById.set(convoy.convoyId, convoy)
    for await (const drones of everyPage(deps.tables, tables.drones, null)) for (const drone of drones) keep(drone)
    for (const convoyId of dronesByConvoy.keys()) sort(convoyId)
  }
  const reload = async (convoyId: ConvoyId) => {
    const convoy = await deps.tables.find(tables.convoys, { convoyId })
    if (convoy) convoysById.set(convoyId, convoy)
    for await (const drones of everyPage(deps.tables, tables.drones, { convoyId }))
      for (const drone of drones) keep(drone)
    sort(convoyId)
  }
  await reloadAll()

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
    async claimDrones(convoyId, droneIds) {
      const holders = await Promise.all(droneIds.map((droneId) => claimDrone(deps, convoyId, droneId)))
      const elsewhere = droneIds.map((droneId, at) => [droneId, holders[at] as ConvoyId] as const)
      return new Map(elsewhere.filter(([, holder]) => holder !== convoyId))
    },
    async findElsewhere(droneIds) {
      const claims = await Promise.all(droneIds.map((droneId) => deps.tables.find(tables.droneClaims, { droneId })))
      await Promise.all([...new Set(claims.flatMap((claim) => claim?.convoyId ?? []))].map(reload))
    },
    reload,
    reloadAll,
  }
}

/** Answers the convoy that the drone belongs to now. */
async function claimDrone(deps: Deps, convoyId: ConvoyId, droneId: DroneId): Promise<ConvoyId> {
  const claim = { droneId, convoyId, claimedAtMs: deps.clock.nowMs() }
  const { applied, current } = await deps.tables.insertIf(tables.droneClaims, claim, null)
  if (applied || !current || current.convoyId === convoyId) return convoyId
  const isUnused = Math.abs(claim.claimedAtMs - current.claimedAtMs) > unusedClaimMs
  if (!isUnused || (await deps.tables.find(tables.drones, current))) return current.convoyId
  const { droneId: _, ...before } = current
  const taken = await deps.tables.insertIf(tables.droneClaims, claim, before)
  return taken.current?.convoyId ?? convoyId
}

/** What is durable stays so when nobody can be told: other processes find it when they next load. */
export async function tellRosterChanged(
  { bus, clock }: Pick<Ports, 'bus' | 'clock'>,
  convoyId: ConvoyId,
): Promise<void> {
  try {
    await bus.publish('events', { kind: 'roster', convoyId, atMs: clock.nowMs() })
  } catch (error) {
    if (!isFailure(error)) throw error
  }
}
