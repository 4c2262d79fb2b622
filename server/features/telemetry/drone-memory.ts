import { isNewer } from '../../../lib/readings/order.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Ports } from '../../ports/index.ts'
import type { DroneOwners } from '../../repositories/drone-owners.ts'
import type { Roster } from '../../repositories/roster.ts'
import { latestReading } from './history.ts'
import { InFlightReadings } from './in-flight-readings.ts'
import { advance, type DroneState } from './rules.ts'

/** What ingest remembers of one drone. */
export interface DroneMemory extends DroneState {
  convoyId: ConvoyId
  readonly inFlight: InFlightReadings
  /** Hours known to be listed in telemetry_buckets, each with the time it was last listed. */
  readonly listedAtMs: Map<number, number>
  /** Batches that use this memory now; it is evicted only at 0. */
  holders: number
  /** False until loaded, and again after a write of unknown outcome. */
  loaded: boolean
}

/** Drones kept in memory while no batch uses them; any other is read again from the store when needed. */
const maxIdleDrones = 50_000
const maxBuckets = 64
const loadsAtOnce = 64

/** What is known of each drone: read lazily from the store, evicted least recently used first. */
export function createDroneMemories(deps: Pick<Ports, 'tables'> & { roster: Roster; owners: DroneOwners | null }) {
  const memories = new Map<DroneId, DroneMemory>()
  const loads = new Map<DroneId, Promise<void>>()

  /** Loads the memory of every drone in service among `droneIds`, and keeps it until `release`. */
  async function hold(droneIds: Iterable<DroneId>): Promise<Map<DroneId, DroneMemory>> {
    const held = new Map<DroneId, DroneMemory>()
    const own = deps.owners && (await deps.owners.take([...droneIds]))
    for (const droneId of droneIds) {
      const drone = deps.roster.findDrone(droneId)
      if (!drone || drone.retiredAtMs !== null) continue
      const memory = memories.get(droneId) ?? emptyMemory(drone.convoyId)
      memories.delete(droneId)
      memories.set(droneId, memory)
      memory.convoyId = drone.convoyId
      memory.holders += 1
      if (own && !own.has(droneId)) invalidate(memory)
      held.set(droneId, memory)
    }
    try {
      await load(held)
    } catch (error) {
      release(held)
      throw error
    }
    return held
  }

  const coldOf = (held: ReadonlyMap<DroneId, DroneMemory>) =>
    [...held].flatMap(([droneId, { loaded }]) => (loaded ? [] : droneId))

  /** False when a batch that failed meanwhile has invalidated some of the memory. */
  const isLoaded = (held: ReadonlyMap<DroneId, DroneMemory>) => coldOf(held).length === 0

  async function load(held: ReadonlyMap<DroneId, DroneMemory>): Promise<void> {
    const cold = coldOf(held)
    for (let from = 0; from < cold.length; from += loadsAtOnce)
      await Promise.all(cold.slice(from, from + loadsAtOnce).map(loadOne))
  }

  function loadOne(droneId: DroneId): Promise<void> {
    const running = loads.get(droneId)
    if (running) return running
    const loading = read(droneId).finally(() => loads.delete(droneId))
    loads.set(droneId, loading)
    return loading
  }

  async function read(droneId: DroneId): Promise<void> {
    const memory = memories.get(droneId)
    if (!memory || memory.loaded) return
    const latest = await latestReading(deps, droneId)
    memory.newest = latest
    memory.trusted = latest
    if (latest && isNewer(latest, memory.mark)) memory.mark = latest
    for (const reading of memory.inFlight.readings()) advance(memory, reading, reading.flags)
    memory.loaded = true
  }

  function release(held: Map<DroneId, DroneMemory>): void {
    for (const memory of held.values()) {
      memory.holders -= 1
      if (memory.listedAtMs.size > maxBuckets) memory.listedAtMs.clear()
    }
    if (memories.size <= maxIdleDrones) return
    for (const [droneId, memory] of memories) {
      if (memories.size <= maxIdleDrones) break
      if (memory.holders === 0) memories.delete(droneId)
    }
  }

  return { hold, isLoaded, load, release }
}

/** After a write of unknown outcome: everything is read again, except `mark`, so that readings it may have stored are looked up. */
export function invalidate(memory: DroneMemory): void {
  memory.loaded = false
  memory.listedAtMs.clear()
}

const emptyMemory = (convoyId: ConvoyId): DroneMemory => ({
  convoyId,
  newest: null,
  trusted: null,
  mark: null,
  inFlight: new InFlightReadings(),
  listedAtMs: new Map(),
  holders: 0,
  loaded: false,
})
