import { mapLimited } from '../../../lib/async/map-limited.ts'
import type { Fault } from '../../../lib/errors.ts'
import { isNewer } from '../../../lib/readings/order.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Reading } from '../../../schema/telemetry.ts'
import type { Ports } from '../../ports/index.ts'
import type { DroneOwners } from '../../repositories/drone-owners.ts'
import type { Roster } from '../../repositories/roster.ts'
import { latestReading } from './history.ts'
import { InFlightReadings } from './in-flight-readings.ts'
import { noRoomFor, retiredDrone, unknownDrone } from './ingest-result.ts'
import type { ListedHours } from './list-hours.ts'
import { advance, type DroneState } from './rules.ts'

/** What ingest remembers of one drone in service. */
export interface DroneMemory extends DroneState, ListedHours {
  convoyId: ConvoyId
  readonly refuse: null
  readonly inFlight: InFlightReadings
  /** Batches that use this memory now; it is evicted only at 0. */
  holders: number
  /** False until loaded, and again after a write of unknown outcome. */
  loaded: boolean
}

/** A drone whose readings are refused, and why. */
interface RefusedDrone {
  readonly refuse: (reading: Reading) => Fault
}

/** The drones of one batch. */
export type HeldDrones = ReadonlyMap<DroneId, DroneMemory | RefusedDrone>

/** Drones kept in memory while no batch uses them; any other is read again from the store when needed. */
const maxIdleDrones = 50_000
const maxBuckets = 64
const loadsAtOnce = 64

/** What is known of each drone: read lazily from the store, evicted least recently used first. */
export function createDroneMemories(deps: Pick<Ports, 'tables'> & { roster: Roster; owners: DroneOwners | null }) {
  const memories = new Map<DroneId, DroneMemory>()
  const loads = new Map<DroneId, Promise<void>>()

  /** Keeps the memory of these drones until `release`; it must be loaded before it is used. Drones in `noRoom` could not be enrolled. */
  async function hold(droneIds: ReadonlySet<DroneId>, noRoom: ReadonlySet<DroneId>): Promise<HeldDrones> {
    if (deps.owners) await takeOver([...droneIds], deps.owners)
    const held = new Map<DroneId, DroneMemory | RefusedDrone>()
    for (const droneId of droneIds) {
      const drone = deps.roster.findDrone(droneId)
      if (!drone) {
        held.set(droneId, noRoom.has(droneId) ? withoutRoom : unknown)
        continue
      }
      const { retiredAtMs } = drone
      if (retiredAtMs !== null) {
        held.set(droneId, { refuse: (reading) => retiredDrone(reading, retiredAtMs) })
        continue
      }
      const memory = memories.get(droneId) ?? emptyMemory(drone.convoyId)
      memories.delete(droneId)
      memories.set(droneId, memory)
      memory.convoyId = drone.convoyId
      memory.holders += 1
      held.set(droneId, memory)
    }
    return held
  }

  /** Makes what is remembered of drones that another process has ingested since be loaded again. */
  async function takeOver(droneIds: readonly DroneId[], owners: DroneOwners): Promise<void> {
    const own = await owners.take(droneIds)
    for (const droneId of droneIds) {
      const memory = own.has(droneId) ? null : memories.get(droneId)
      if (memory) invalidate(memory)
    }
  }

  function areLoaded(held: HeldDrones): boolean {
    for (const drone of held.values()) if (!drone.refuse && !drone.loaded) return false
    return true
  }

  async function load(held: HeldDrones): Promise<void> {
    if (areLoaded(held)) return
    const cold = [...held].flatMap(([droneId, drone]) => (drone.refuse || drone.loaded ? [] : droneId))
    await mapLimited(cold, loadsAtOnce, loadOne)
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

  function release(held: HeldDrones): void {
    for (const drone of held.values()) {
      if (drone.refuse) continue
      drone.holders -= 1
      if (drone.listedAtMs.size > maxBuckets) drone.listedAtMs.clear()
      if (drone.changedAtMs.size > maxBuckets) drone.changedAtMs.clear()
    }
    if (memories.size <= maxIdleDrones) return
    for (const [droneId, memory] of memories) {
      if (memories.size <= maxIdleDrones) break
      if (memory.holders === 0) memories.delete(droneId)
    }
  }

  const isLoaded = (droneId: DroneId) => memories.get(droneId)?.loaded === true

  return { hold, load, areLoaded, release, isLoaded }
}

const unknown: RefusedDrone = { refuse: unknownDrone }
const withoutRoom: RefusedDrone = { refuse: noRoomFor }

/** After a write of unknown outcome: everything is read again, except `mark`, so that readings it may have stored are looked up. */
export function invalidate(memory: DroneMemory): void {
  memory.loaded = false
  memory.listedAtMs.clear()
  memory.changedAtMs.clear()
}

const emptyMemory = (convoyId: ConvoyId): DroneMemory => ({
  convoyId,
  refuse: null,
  newest: null,
  trusted: null,
  mark: null,
  inFlight: new InFlightReadings(),
  listedAtMs: new Map(),
  changedAtMs: new Map(),
  holders: 0,
  loaded: false,
})
