import { mapLimited } from '../../lib/async/map-limited.ts'
import type { ReadingsMessage } from '../../schema/events.ts'
import type { DroneId } from '../../schema/ids.ts'
import type { StoredReading } from '../../schema/telemetry.ts'
import type { Ports } from '../ports/index.ts'
import { followTopic } from './follow-topic.ts'
import type { Roster } from './roster.ts'

/** A convoy may have more drones than the store takes questions at a time. */
const loadsAtOnce = 64

type Deps = Pick<Ports, 'bus' | 'clock'> & {
  /** The newest stored reading of a drone, or null. */
  load(droneId: DroneId): Promise<StoredReading | null>
  log: { warn(details: object, message: string): void }
}

/** The newest reading of every drone that was asked for, in memory: a whole convoy costs the store nothing once it is warm. */
export interface LatestReadings {
  /** In order; null for a drone without readings. Moves only forward in event time. Fails as the store does. */
  of(droneIds: readonly DroneId[]): Promise<(StoredReading | null)[]>
}

/** Read-through: the first question loads, concurrent ones share that load, the bus keeps it fresh until `signal` aborts. */
export async function openLatestReadings(deps: Deps, signal: AbortSignal): Promise<LatestReadings> {
  const held = new Map<DroneId, StoredReading | null>()
  const loading = new Map<DroneId, Promise<void>>()

  function keep(droneId: DroneId, reading: StoredReading | null): void {
    const before = held.get(droneId)
    if (!before || (reading && isNewer(reading, before))) held.set(droneId, reading)
  }

  await followTopic(
    deps,
    'readings',
    {
      name: 'the memory of latest readings',
      // What lay between is not known: everything is asked for again.
      missed: () => held.clear(),
      hear(message) {
        for (const reading of message.readings) keep(reading.droneId, reading)
      },
    },
    signal,
  )

  function load(droneId: DroneId): Promise<void> {
    const known = loading.get(droneId)
    if (known) return known
    const load = deps
      .load(droneId)
      .then((reading) => keep(droneId, reading))
      .finally(() => loading.delete(droneId))
    loading.set(droneId, load)
    return load
  }

  return {
    async of(droneIds) {
      const missing = droneIds.filter((droneId) => !held.has(droneId))
      await mapLimited(missing, loadsAtOnce, load)
      return droneIds.map((droneId) => held.get(droneId) ?? null)
    },
  }
}

/** Of each convoy the newest reading of every drone that has one, as the bus would tell of it. Fails as `load` does. */
export async function* newestOfAll(
  roster: Pick<Roster, 'convoys' | 'dronesOf'>,
  load: (droneId: DroneId) => Promise<StoredReading | null>,
): AsyncGenerator<ReadingsMessage> {
  for (const { convoyId } of [...roster.convoys()]) {
    const readings = await mapLimited([...roster.dronesOf(convoyId)], loadsAtOnce, ({ droneId }) => load(droneId))
    yield { convoyId, readings: readings.filter((reading) => reading !== null) }
  }
}

const isNewer = (a: StoredReading, b: StoredReading): boolean =>
  a.recordedAtMs > b.recordedAtMs || (a.recordedAtMs === b.recordedAtMs && a.sequence > b.sequence)
