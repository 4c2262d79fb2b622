import { setImmediate as nextTurn } from 'node:timers/promises'
import { mapLimited } from '../../lib/async/map-limited.ts'
import { isFailure, isTransient } from '../../lib/errors.ts'
import type { ReadingsMessage } from '../../schema/events.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { StoredReading } from '../../schema/telemetry.ts'
import type { FleetCache, PartialState } from '../ports/fleet.ts'
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
const dronesPerRound = 1_000

export function createNewestReadings({ clock, roster, fromStore, fleet }: Deps): NewestReadings {
  const loaded = { cache: 0, database: 0 }

  /** What the cache has; nothing while it is unavailable. */
  async function readCache(wanted: Wanted): Promise<Map<DroneId, Cached>> {
    const cached = new Map<DroneId, Cached>()
    if (!fleet) return cached
    try {
      const states = await Promise.all(
        Array.from(wanted, ([convoyId, droneIds]) => fleet.read(convoyId, droneIds, ['reading', 'checkedAtMs'])),
      )
      for (const ofConvoy of states) for (const state of ofConvoy) if (state) cached.set(state.droneId, state)
    } catch (error) {
      if (!isFailure(error)) throw error
    }
    return cached
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
  async function fill(wanted: Wanted, known: Known, checkedAtMs: number): Promise<void> {
    if (!fleet || known.size === 0) return
    try {
      for (const [convoyId, ofConvoy] of wanted) {
        const droneIds = ofConvoy.filter((droneId) => known.has(droneId))
        await fleet.advance(
          [{ convoyId, readings: droneIds.flatMap((droneId) => known.get(droneId) ?? []) }],
          checkedAtMs,
        )
        await fleet.describe(
          convoyId,
          droneIds.flatMap((droneId) => (known.get(droneId) ? [] : { droneId, checkedAtMs })),
        )
      }
    } catch (error) {
      if (!isFailure(error)) throw error
    }
  }

  /** `failure` is why some drones are not known. */
  async function load(wanted: Wanted, isStoreFirst: boolean): Promise<{ known: Known; failure: unknown }> {
    const cached = isStoreFirst ? new Map<DroneId, Cached>() : await readCache(wanted)
    const known: Known = new Map()
    const missing: DroneId[] = []
    for (const droneIds of wanted.values())
      for (const droneId of droneIds) {
        const state = cached.get(droneId)
        if (state && state.checkedAtMs !== null) known.set(droneId, state.reading)
        else missing.push(droneId)
      }
    loaded.cache += known.size
    if (missing.length === 0) return { known, failure: null }
    const checkedAtMs = clock.nowMs()
    const stored: Known = new Map()
    const failure = await readStore(missing, stored)
    for (const [droneId, reading] of stored) known.set(droneId, reading)
    if (!isStoreFirst) await fill(wanted, stored, checkedAtMs)
    if (failure === null) return { known, failure }
    const fallback = isStoreFirst ? await readCache(wanted) : cached
    for (const droneId of missing) {
      const state = fallback.get(droneId)
      const isKnown = state && (state.reading !== null || state.checkedAtMs !== null)
      if (isKnown && !known.has(droneId)) known.set(droneId, state.reading)
    }
    return { known, failure: missing.every((droneId) => known.has(droneId)) ? null : failure }
  }

  return {
    loaded,
    async of(droneIds) {
      const unlisted = '' as ConvoyId
      const wanted = Map.groupBy(droneIds, (droneId) => roster.findDrone(droneId)?.convoyId ?? unlisted)
      const { known, failure } = await load(wanted, !fleet || droneIds.length <= few)
      if (failure !== null) throw failure
      return droneIds.map((droneId) => known.get(droneId) ?? null)
    },
    async *ofAll() {
      let failed: unknown = null
      for (const wanted of roundsOf(roster)) {
        const { known, failure } = await load(wanted, !fleet)
        failed ??= failure
        // Thousands of replies at once would keep timers and other replies waiting.
        await nextTurn()
        for (const [convoyId, droneIds] of wanted)
          yield { convoyId, readings: droneIds.flatMap((droneId) => known.get(droneId) ?? []) }
      }
      if (failed !== null) throw failed
    },
  }
}

type Wanted = ReadonlyMap<ConvoyId, readonly DroneId[]>
type Known = Map<DroneId, StoredReading | null>
type Cached = PartialState<'reading' | 'checkedAtMs'>

/** The drones of all convoys in groups of some thousand, so that many small convoys do not cost a round trip each. */
function* roundsOf(roster: Pick<Roster, 'convoys' | 'dronesOf'>): Generator<Wanted> {
  let round = new Map<ConvoyId, DroneId[]>()
  let count = 0
  for (const { convoyId } of roster.convoys()) {
    const droneIds = roster.dronesOf(convoyId).map(({ droneId }) => droneId)
    round.set(convoyId, droneIds)
    count += droneIds.length
    if (count < dronesPerRound) continue
    yield round
    round = new Map()
    count = 0
  }
  if (round.size > 0) yield round
}
