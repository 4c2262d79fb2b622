import { isFailure } from '../../lib/errors.ts'
import type { DroneId } from '../../schema/ids.ts'
import type { Ports } from '../ports/index.ts'

/** Which process last took readings of a drone: what another remembers of it may be old. */
export interface DroneOwners {
  /**
   * Says that this process now takes readings of these drones. Returns those of which it was the last to do so; with the cache
   * away, none. Two processes that take readings of one drone at the same instant may both be answered so: the store then keeps
   * what is written last.
   */
  take(droneIds: readonly DroneId[]): Promise<ReadonlySet<DroneId>>
}

const keyOf = (droneId: DroneId) => `ingest-owner:${droneId}`
const ttlMs = 3_600_000

/** `processId` is told apart from that of every other process, and is new at each start. */
export function createDroneOwners({ cache }: Pick<Ports, 'cache'>, processId: string): DroneOwners {
  return {
    async take(droneIds) {
      try {
        const owners = await cache.get<string>(droneIds.map(keyOf))
        const others = droneIds.filter((_, at) => owners[at] !== processId)
        if (others.length > 0)
          await cache.set(
            others.map((droneId) => [keyOf(droneId), processId]),
            ttlMs,
          )
        return new Set(droneIds.filter((_, at) => owners[at] === processId))
      } catch (error) {
        if (!isFailure(error)) throw error
        return new Set()
      }
    },
  }
}
