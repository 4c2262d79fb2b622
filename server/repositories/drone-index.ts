import type { Drone } from '../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'

/** Drones by id, and those in service by convoy in order of id. Adding or removing one costs a binary search. */
export interface DroneIndex {
  find(droneId: DroneId): Drone | null
  /** In service, in order of drone id; empty for an unknown convoy. */
  of(convoyId: ConvoyId): readonly Drone[]
  /** Out of service, in no order. */
  retiredOf(convoyId: ConvoyId): readonly Drone[]
  convoyIds(): IterableIterator<ConvoyId>
  readonly count: number
  /**
   * Adds or replaces drones; a drone that was in another convoy is removed there. A row with a lower version than the current one
   * is ignored; a row marked as left removes the drone from that convoy.
   */
  keep(drones: readonly Drone[]): void
  remove(droneId: DroneId): void
}

type Compare = (a: DroneId, b: DroneId) => number

/** With more new drones than this in one convoy, its list is sorted once instead. */
const maxInsertions = 32

const inOrder: Compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0)

export function createDroneIndex(compare: Compare = inOrder): DroneIndex {
  const byId = new Map<DroneId, Drone>()
  const retired = new Map<DroneId, Drone>()
  const byConvoy = new Map<ConvoyId, Drone[]>()

  function listOf(convoyId: ConvoyId): Drone[] {
    const list = byConvoy.get(convoyId) ?? []
    if (!byConvoy.has(convoyId)) byConvoy.set(convoyId, list)
    return list
  }

  /** The drone's index in `list`, or the index to insert it at. */
  function placeOf(list: readonly Drone[], droneId: DroneId): number {
    let low = 0
    let high = list.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compare((list[middle] as Drone).droneId, droneId) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  function remove(droneId: DroneId): void {
    const known = byId.get(droneId)
    if (!known) return
    byId.delete(droneId)
    if (retired.delete(droneId)) return
    const list = listOf(known.convoyId)
    list.splice(placeOf(list, droneId), 1)
  }

  return {
    find: (droneId) => byId.get(droneId) ?? null,
    of: (convoyId) => byConvoy.get(convoyId) ?? [],
    retiredOf: (convoyId) => [...retired.values()].filter((drone) => drone.convoyId === convoyId),
    convoyIds: () => byConvoy.keys(),
    get count() {
      return byId.size - retired.size
    },
    keep(drones) {
      const added = new Map<ConvoyId, Drone[]>()
      for (const drone of newestOf(drones)) {
        const known = byId.get(drone.droneId)
        if (known && known.version > drone.version) continue
        if (drone.leftAtMs !== null) {
          if (known?.convoyId === drone.convoyId) remove(drone.droneId)
          continue
        }
        if (known?.convoyId === drone.convoyId && known.retiredAtMs === null && drone.retiredAtMs === null) {
          const list = listOf(drone.convoyId)
          list[placeOf(list, drone.droneId)] = drone
        } else {
          remove(drone.droneId)
          const newDrones = added.get(drone.convoyId)
          if (drone.retiredAtMs !== null) retired.set(drone.droneId, drone)
          else if (newDrones) newDrones.push(drone)
          else added.set(drone.convoyId, [drone])
        }
        byId.set(drone.droneId, drone)
      }
      for (const [convoyId, newDrones] of added) {
        const list = listOf(convoyId)
        if (newDrones.length <= maxInsertions)
          for (const drone of newDrones) list.splice(placeOf(list, drone.droneId), 0, drone)
        else {
          for (const drone of newDrones) list.push(drone)
          list.sort((a, b) => compare(a.droneId, b.droneId))
        }
      }
    },
    remove,
  }
}

/** The row with the highest version of each drone: a drone that left one convoy has a higher version in another. */
function newestOf(drones: readonly Drone[]): Iterable<Drone> {
  const newest = new Map<DroneId, Drone>()
  for (const drone of drones)
    if ((newest.get(drone.droneId)?.version ?? -1) <= drone.version) newest.set(drone.droneId, drone)
  return newest.values()
}
