import { isNewer } from '../../lib/readings/order.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { readingFlag, type StoredReading } from '../../schema/telemetry.ts'
import type { Ports } from '../ports/index.ts'
import { followTopic } from './follow-topic.ts'

type Deps = Pick<Ports, 'bus' | 'clock'> & {
  /** The newest reading of each drone, or null. */
  load(droneIds: readonly DroneId[]): Promise<(StoredReading | null)[]>
  log: { warn(details: object, message: string): void }
}

/** An in-memory cache of every drone's newest reading, shared within the process: once warm, reading a convoy needs no store request. */
export interface LatestReadings {
  /** In the order of the ids; null for a drone without readings. Never moves backwards in event time. Fails as the store does. */
  of(droneIds: readonly DroneId[]): Promise<(StoredReading | null)[]>
  /** Calls `moved` whenever `of` may return new values for drones of a convoy; null: of any. Call the returned function to unsubscribe. */
  follow(moved: (convoyId: ConvoyId | null) => void): () => void
}

/** Read-through: the first call loads, concurrent calls share that load, and the bus keeps the value fresh until `signal` aborts. */
export async function openLatestReadings(deps: Deps, signal: AbortSignal): Promise<LatestReadings> {
  const held = new Map<DroneId, StoredReading | null>()
  const loading = new Map<DroneId, Promise<void>>()
  const followers = new Set<(convoyId: ConvoyId | null) => void>()
  let gaps = 0

  function keep(droneId: DroneId, reading: StoredReading | null): void {
    const before = held.get(droneId)
    if (!before || (reading && isNewer(reading, before))) held.set(droneId, reading)
  }

  await followTopic(
    deps,
    'readings',
    {
      name: 'the latest readings',
      // Messages may have been missed: reload everything on demand.
      reload() {
        gaps++
        held.clear()
        for (const moved of followers) moved(null)
      },
      onMessage({ convoyId, readings }) {
        for (const reading of readings) if (mayBeNewest(reading)) keep(reading.droneId, reading)
        for (const moved of followers) moved(convoyId)
      },
    },
    signal,
  )

  /** For a drone that is not loaded, a late reading is ignored: the store has a newer one. */
  const mayBeNewest = ({ droneId, flags }: StoredReading) => held.has(droneId) || (flags & readingFlag.late) === 0

  function load(droneIds: readonly DroneId[]): Promise<void> {
    const gapsBefore = gaps
    const load = deps
      .load(droneIds)
      .then((readings) => {
        // A value read before a gap may be older than a message lost in it.
        if (gapsBefore === gaps) for (const [at, droneId] of droneIds.entries()) keep(droneId, readings[at] ?? null)
      })
      .finally(() => {
        for (const droneId of droneIds) loading.delete(droneId)
      })
    for (const droneId of droneIds) loading.set(droneId, load)
    return load
  }

  /** Joins the running loads of these drones and loads the others. */
  async function loadMissing(missing: readonly DroneId[]): Promise<void> {
    const others = missing.filter((droneId) => !loading.has(droneId))
    if (others.length > 0) void load(others).catch(() => undefined)
    await Promise.all(new Set(missing.map((droneId) => loading.get(droneId))))
  }

  return {
    async of(droneIds) {
      const findMissing = () => droneIds.filter((droneId) => !held.has(droneId))
      // Repeats if a gap cleared the cache meanwhile.
      for (let missing = findMissing(); missing.length > 0; missing = findMissing()) await loadMissing(missing)
      return droneIds.map((droneId) => held.get(droneId) ?? null)
    },
    follow(moved) {
      followers.add(moved)
      return () => void followers.delete(moved)
    },
  }
}
