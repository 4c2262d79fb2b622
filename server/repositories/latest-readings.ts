import { mapLimited } from '../../lib/async/map-limited.ts'
import { isNewer } from '../../lib/readings/order.ts'
import type { ReadingsMessage } from '../../schema/events.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { readingFlag, type StoredReading } from '../../schema/telemetry.ts'
import type { Ports } from '../ports/index.ts'
import { followTopic } from './follow-topic.ts'
import type { Roster } from './roster.ts'

/** A convoy may have more drones than the store accepts concurrent requests. */
const loadsAtOnce = 64

type Deps = Pick<Ports, 'bus' | 'clock'> & {
  /** The newest stored reading of a drone, or null. */
  load(droneId: DroneId): Promise<StoredReading | null>
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

  function load(droneId: DroneId): Promise<void> {
    const known = loading.get(droneId)
    if (known) return known
    const gapsBefore = gaps
    const load = deps
      .load(droneId)
      // A value read before a gap may be older than a message lost in it.
      .then((reading) => void (gapsBefore === gaps && keep(droneId, reading)))
      .finally(() => loading.delete(droneId))
    loading.set(droneId, load)
    return load
  }

  return {
    async of(droneIds) {
      const findMissing = () => droneIds.filter((droneId) => !held.has(droneId))
      // Repeats if a gap cleared the cache meanwhile.
      for (let missing = findMissing(); missing.length > 0; missing = findMissing())
        await mapLimited(missing, loadsAtOnce, load)
      return droneIds.map((droneId) => held.get(droneId) ?? null)
    },
    follow(moved) {
      followers.add(moved)
      return () => void followers.delete(moved)
    },
  }
}

/** For each convoy, the newest reading of every drone that has one, in the form of a bus message. Fails as `load` does. */
export async function* newestOfAll(
  roster: Pick<Roster, 'convoys' | 'dronesOf'>,
  load: (droneId: DroneId) => Promise<StoredReading | null>,
): AsyncGenerator<ReadingsMessage> {
  for (const { convoyId } of [...roster.convoys()]) {
    const readings = await mapLimited([...roster.dronesOf(convoyId)], loadsAtOnce, ({ droneId }) => load(droneId))
    yield { convoyId, readings: readings.filter((reading) => reading !== null) }
  }
}
