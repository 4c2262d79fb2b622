import { mapLimited } from '../../lib/async/map-limited.ts'
import { refusal } from '../../lib/errors.ts'
import type { Convoy, Drone } from '../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'
import { announce } from './announce.ts'
import { changeDrone, type DroneChange, moveDrone } from './drone-changes.ts'
import { claimDrone, findPastConvoys } from './drone-claims.ts'
import { createDroneIndex } from './drone-index.ts'
import { everyPage } from './every-page.ts'

type Deps = Pick<Ports, 'tables' | 'bus' | 'clock'>

/**
 * Every convoy and drone, held in memory because ingest looks them up for each reading. The tables are the system of record: a
 * change is durable there before it is visible here, and `roster` events make other processes reload it.
 */
export interface Roster {
  /** Those not archived. */
  convoys(): readonly Convoy[]
  archivedConvoys(): readonly Convoy[]
  /** Including archived convoys. */
  findConvoy(convoyId: ConvoyId): Convoy | null
  /** Including retired drones. */
  findDrone(droneId: DroneId): Drone | null
  /** In service, in order of drone id; empty for an unknown convoy. */
  dronesOf(convoyId: ConvoyId): readonly Drone[]
  /** Out of service. */
  retiredDronesOf(convoyId: ConvoyId): readonly Drone[]
  /** In service. */
  readonly droneCount: number
  /** Writes the convoy if it is new (`expectedVersion` null) or still has that version; returns the current one. */
  saveConvoy(convoy: Convoy, expectedVersion: number | null): Promise<{ applied: boolean; current: Convoy | null }>
  /** Writes drones of one convoy, then publishes the change. The caller must have claimed them: a drone belongs to one convoy. */
  addDrones(convoyId: ConvoyId, drones: readonly Drone[]): Promise<void>
  /**
   * Claims drones for a convoy, among all processes; call it before writing them. Returns those that belong to another convoy,
   * with that convoy. The others are claimed nevertheless; unused claims expire after `unusedClaimMs`.
   */
  claimDrones(convoyId: ConvoyId, droneIds: readonly DroneId[]): Promise<Map<DroneId, ConvoyId>>
  /** Writes a drone in its current convoy if it still has that version; returns the current row. */
  saveDrone(drone: Drone, expectedVersion: number): Promise<DroneChange>
  /** Assigns a drone to another convoy; not applied when it has changed or left meanwhile. */
  moveDrone(drone: Drone, to: ConvoyId): Promise<DroneChange>
  /** Convoys that a drone belonged to before. */
  pastConvoysOf(droneId: DroneId): Promise<ConvoyId[]>
  /** Loads those of these drones that another process has added. */
  findElsewhere(droneIds: readonly DroneId[]): Promise<void>
  /**
   * Reloads a convoy from the tables, and these of its drones or all of them (null). A change to one drone costs two reads,
   * however many drones the convoy has. A drone that is no longer stored is removed.
   */
  reload(convoyId: ConvoyId, droneIds?: readonly DroneId[] | null): Promise<void>
  /** Reloads every convoy. */
  reloadAll(): Promise<void>
  /** Takes convoys and drones as cached, except where a later version is known. */
  restore(cached: { convoys: readonly Convoy[]; drones: readonly Drone[] }): void
}

/** Concurrent reads and claims of one call, which leaves capacity to other callers. */
const atOnce = 64
/** A change to more drones than this is published as a change to the whole convoy. */
const maxDronesPerEvent = 500

/** Loads the roster. */
export async function openRoster(deps: Deps): Promise<Roster> {
  const roster = createRoster(deps)
  await roster.reloadAll()
  return roster
}

/** A roster that is empty until it is loaded. */
export function createRoster(deps: Deps): Roster {
  const convoysById = new Map<ConvoyId, Convoy>()
  const index = createDroneIndex()

  const keepConvoy = (convoy: Convoy) => {
    const known = convoysById.get(convoy.convoyId)
    if (!known || known.version <= convoy.version) convoysById.set(convoy.convoyId, convoy)
  }
  /** Keeps the drones in `pages` and removes those of `before` that are not, unless one has changed meanwhile. */
  async function replaceDrones(before: readonly Drone[], pages: AsyncIterable<readonly Drone[]>): Promise<void> {
    const gone = new Map(before.map((drone) => [drone.droneId, drone]))
    const left: Drone[] = []
    for await (const drones of pages) {
      index.keep(drones.filter(({ leftAtMs }) => leftAtMs === null))
      left.push(...drones.filter(({ leftAtMs }) => leftAtMs !== null))
      for (const { droneId } of drones) gone.delete(droneId)
    }
    await followMoves(left)
    for (const [droneId, drone] of gone) if (index.find(droneId) === drone) index.remove(droneId)
  }
  const loadConvoy = async (convoyId: ConvoyId) => {
    const convoy = await deps.tables.find(tables.convoys, { convoyId })
    if (convoy) keepConvoy(convoy)
  }
  /** Loads drones that have left a convoy from their new one before removing them here, so that they are always known. */
  const followMoves = async (left: readonly Drone[]) => {
    const moved = left.filter(({ droneId, convoyId }) => index.find(droneId)?.convoyId === convoyId)
    await mapLimited(moved, atOnce, async ({ droneId }) => {
      const claim = await deps.tables.find(tables.droneClaims, { droneId })
      const drone = claim && (await deps.tables.find(tables.drones, claim))
      if (drone) index.keep([drone])
    })
    index.keep(moved)
  }
  const loadDrone = async (convoyId: ConvoyId, droneId: DroneId) => {
    const known = index.find(droneId)
    const drone = await deps.tables.find(tables.drones, { convoyId, droneId })
    if (drone && drone.leftAtMs !== null) await followMoves([drone])
    else if (drone) index.keep([drone])
    else if (known?.convoyId === convoyId && index.find(droneId) === known) index.remove(droneId)
  }
  const reload = async (convoyId: ConvoyId, droneIds: readonly DroneId[] | null = null) => {
    await loadConvoy(convoyId)
    if (droneIds) await mapLimited(droneIds, atOnce, (droneId) => loadDrone(convoyId, droneId))
    else await replaceDrones([...index.of(convoyId)], everyPage(deps.tables, tables.drones, { convoyId }))
  }
  const reloadAll = async () => {
    for await (const convoys of everyPage(deps.tables, tables.convoys, null)) convoys.forEach(keepConvoy)
    const before = [...index.convoyIds()].flatMap((convoyId) => index.of(convoyId))
    await replaceDrones(before, everyPage(deps.tables, tables.drones, null))
  }

  return {
    convoys: () => [...convoysById.values()].filter(({ archivedAtMs }) => archivedAtMs === null),
    archivedConvoys: () => [...convoysById.values()].filter(({ archivedAtMs }) => archivedAtMs !== null),
    findConvoy: (convoyId) => convoysById.get(convoyId) ?? null,
    findDrone: index.find,
    dronesOf: index.of,
    retiredDronesOf: index.retiredOf,
    get droneCount() {
      return index.count
    },
    async saveConvoy(convoy, expectedVersion) {
      const expected = expectedVersion === null ? null : { version: expectedVersion }
      const { applied, current } = await deps.tables.insertIf(tables.convoys, convoy, expected)
      if (current) keepConvoy(current)
      if (applied) await publishRosterChange(deps, convoy.convoyId, [])
      return { applied, current }
    },
    async addDrones(convoyId, drones) {
      // By compare and set, like every later change: an existing row is not overwritten.
      const written = await mapLimited(drones, atOnce, (drone) => deps.tables.insertIf(tables.drones, drone, null))
      index.keep(written.flatMap(({ current }) => current ?? []))
      const droneIds = drones.map(({ droneId }) => droneId)
      await publishRosterChange(deps, convoyId, droneIds.length <= maxDronesPerEvent ? droneIds : null)
    },
    async claimDrones(convoyId, droneIds) {
      const holders = await mapLimited(droneIds, atOnce, (droneId) => claimDrone(deps, convoyId, droneId))
      const elsewhere = droneIds.map((droneId, at) => [droneId, holders[at] as ConvoyId] as const)
      return new Map(elsewhere.filter(([, holder]) => holder !== convoyId))
    },
    async saveDrone(drone, expectedVersion) {
      const change = await changeDrone(deps, drone, expectedVersion)
      if (change.current) index.keep([change.current])
      if (change.applied) await publishRosterChange(deps, drone.convoyId, [drone.droneId])
      return change
    },
    async moveDrone(drone, to) {
      const change = await moveDrone(deps, drone, to)
      if (change.current) index.keep([change.current])
      if (change.applied)
        for (const convoyId of [to, drone.convoyId]) await publishRosterChange(deps, convoyId, [drone.droneId])
      return change
    },
    pastConvoysOf: (droneId) => findPastConvoys(deps, droneId),
    async findElsewhere(droneIds) {
      const claims = await mapLimited(droneIds, atOnce, (droneId) => deps.tables.find(tables.droneClaims, { droneId }))
      const found = claims.filter((claim) => claim !== null)
      const unknown = [...new Set(found.map(({ convoyId }) => convoyId))].filter((id) => !convoysById.has(id))
      await mapLimited(unknown, atOnce, loadConvoy)
      await mapLimited(found, atOnce, ({ convoyId, droneId }) => loadDrone(convoyId, droneId))
    },
    reload,
    reloadAll,
    restore({ convoys, drones }) {
      convoys.forEach(keepConvoy)
      index.keep(drones)
    },
  }
}

/** Publishes that a convoy and these of its drones (null: all) have changed. Other processes reload them. */
export const publishRosterChange = (
  { bus, clock }: Pick<Ports, 'bus' | 'clock'>,
  convoyId: ConvoyId,
  droneIds: readonly DroneId[] | null,
): Promise<void> => announce(bus, 'events', { kind: 'roster', convoyId, droneIds, atMs: clock.nowMs() })

/** The convoy, which may be archived. Throws `missing`. */
export function requireConvoy(roster: Pick<Roster, 'findConvoy'>, convoyId: ConvoyId, path = 'convoyId'): Convoy {
  const convoy = roster.findConvoy(convoyId)
  if (convoy) return convoy
  throw refusal('missing', path, 'a known convoy', convoyId)
}

/** Throws `missing` for the first convoy that is not on the roster. */
export function requireConvoys(roster: Pick<Roster, 'findConvoy'>, convoyIds: readonly ConvoyId[]): void {
  for (const [at, convoyId] of convoyIds.entries()) requireConvoy(roster, convoyId, `convoyIds.${at}`)
}
