import { mapLimited } from '../../lib/async/map-limited.ts'
import { isFailure, isTransient } from '../../lib/errors.ts'
import type { ReadingsMessage } from '../../schema/events.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { StoredReading } from '../../schema/telemetry.ts'
import type { DroneState, FleetCache } from '../ports/fleet.ts'
import type { Clock } from '../ports/index.ts'
import type { Roster } from './roster.ts'

interface Deps {
  clock: Pick<Clock, 'nowMs'>
  roster: Pick<Roster, 'convoys' | 'dronesOf' | 'findDrone'>
  /** The newest stored reading of a drone, or null. */
  fromStore(droneId: DroneId): Promise<StoredReading | null>
  /** Null in a process that shares its database with no other: then everything is read from the database. */
  fleet: Pick<FleetCache, 'read' | 'advance' | 'describe'> | null
}

/** The newest reading of drones, from the shared cache and the database. */
export interface NewestReadings {
  /**
   * In the order of the ids; null for a drone without readings. A few are read from the database, or from the cache while the
   * database is unavailable; many from the cache, and only those that it lacks from the database. Fails as the database does
   * when neither knows a drone.
   */
  of(droneIds: readonly DroneId[]): Promise<(StoredReading | null)[]>
  /**
   * Those of every drone in service, as messages of one convoy each. What the cache lacks is read from the database and cached.
   * When neither knows some drones, it fails as the database does, after all others.
   */
  ofAll(): AsyncGenerator<ReadingsMessage>
  /** Drones whose reading came from there, since the start. */
  readonly loaded: Readonly<Record<'cache' | 'database', number>>
}

/** Up to so many are read from the database first. */
const few = 64
/** Concurrent reads of one call, which leaves capacity to other callers. */
const loadsAtOnce = 64
/** Drones per round of `ofAll`, of one convoy or several. */
const dronesPerRound = 4_000

export function createNewestReadings({ clock, roster, fromStore, fleet }: Deps): NewestReadings {
  const loaded = { cache: 0, database: 0 }
  type Known = Map<DroneId, StoredReading | null>
  const convoyOf = (droneId: DroneId) => roster.findDrone(droneId)?.convoyId ?? null

  /** What the cache has; nothing while it is unavailable. */
  async function readCache(droneIds: readonly DroneId[]): Promise<Map<DroneId, DroneState>> {
    const ofConvoys = [...Map.groupBy(droneIds, convoyOf)].filter((one) => one[0] !== null) as [ConvoyId, DroneId[]][]
    try {
      const states = await Promise.all(ofConvoys.map(([convoyId, ids]) => fleet?.read(convoyId, ids) ?? []))
      return new Map(states.flat().flatMap((state) => (state ? [[state.droneId, state]] : [])))
    } catch (error) {
      if (!isFailure(error)) throw error
      return new Map()
    }
  }

  /** Reads drones from the database until it fails for a transient reason, which is returned. */
  async function readStore(droneIds: readonly DroneId[], known: Known): Promise<unknown> {
    try {
      await mapLimited(droneIds, loadsAtOnce, async (droneId) => {
        known.set(droneId, await fromStore(droneId))
        loaded.database += 1
      })
      return null
    } catch (error) {
      if (!isTransient(error)) throw error
      return error
    }
  }

  /** Caches readings that were compared with the database at `checkedAtMs`. */
  async function fill(known: Known, checkedAtMs: number): Promise<void> {
    if (!fleet || known.size === 0) return
    try {
      for (const [convoyId, droneIds] of Map.groupBy(known.keys(), convoyOf)) {
        if (convoyId === null) continue
        await fleet.advance([{ convoyId, readings: droneIds.flatMap((droneId) => known.get(droneId) ?? []) }])
        await fleet.describe(
          convoyId,
          droneIds.map((droneId) => ({ droneId, checkedAtMs })),
        )
      }
    } catch (error) {
      if (!isFailure(error)) throw error
    }
  }

  /** `failure` is why some drones are not known. */
  async function load(droneIds: readonly DroneId[]): Promise<{ known: Known; failure: unknown }> {
    const isStoreFirst = !fleet || droneIds.length <= few
    const cached = isStoreFirst ? new Map<DroneId, DroneState>() : await readCache(droneIds)
    const known: Known = new Map()
    for (const { droneId, reading, checkedAtMs } of cached.values())
      if (checkedAtMs !== null) known.set(droneId, reading)
    loaded.cache += known.size
    const missing = droneIds.filter((droneId) => !known.has(droneId))
    const checkedAtMs = clock.nowMs()
    const stored: Known = new Map()
    const failure = await readStore(missing, stored)
    for (const [droneId, reading] of stored) known.set(droneId, reading)
    if (!isStoreFirst) await fill(stored, checkedAtMs)
    if (failure === null) return { known, failure }
    const fallback = isStoreFirst && fleet ? await readCache(missing) : cached
    for (const droneId of missing) {
      const { reading = null, checkedAtMs: wasCheckedAtMs = null } = fallback.get(droneId) ?? {}
      if (!known.has(droneId) && (reading || wasCheckedAtMs !== null)) known.set(droneId, reading)
    }
    return { known, failure: droneIds.every((droneId) => known.has(droneId)) ? null : failure }
  }

  return {
    loaded,
    async of(droneIds) {
      const { known, failure } = await load(droneIds)
      if (failure !== null) throw failure
      return droneIds.map((droneId) => known.get(droneId) ?? null)
    },
    async *ofAll() {
      let failed: unknown = null
      for (const convoyIds of roundsOf(roster)) {
        const droneIds = convoyIds.flatMap((convoyId) => roster.dronesOf(convoyId).map(({ droneId }) => droneId))
        const { known, failure } = await load(droneIds)
        failed ??= failure
        const readings = droneIds.flatMap((droneId) => known.get(droneId) ?? [])
        for (const [convoyId, own] of Map.groupBy(readings, ({ droneId }) => convoyOf(droneId)))
          if (convoyId !== null) yield { convoyId, readings: own }
      }
      if (failed !== null) throw failed
    },
  }
}

/** The convoys in groups of some thousand drones, so that many small ones do not cost a round trip each. */
function roundsOf(roster: Pick<Roster, 'convoys' | 'dronesOf'>): ConvoyId[][] {
  const rounds: ConvoyId[][] = []
  let left = 0
  for (const { convoyId } of roster.convoys()) {
    if (left <= 0) {
      rounds.push([])
      left = dronesPerRound
    }
    rounds.at(-1)?.push(convoyId)
    left -= roster.dronesOf(convoyId).length
  }
  return rounds
}
