import { isFailure } from '../../lib/errors.ts'
import type { DroneId } from '../../schema/ids.ts'
import type { Ports } from '../ports/index.ts'

/** Which process last ingested readings of a drone. What any other process has cached about that drone may be outdated. */
export interface DroneOwners {
  /**
   * Registers this process as the owner of these drones. Returns those that it owned already; none while the cache is
   * unavailable. Two processes that ingest readings of one drone at the same instant may both get it: the last write to the
   * store wins.
   */
  take(droneIds: readonly DroneId[]): Promise<ReadonlySet<DroneId>>
}

const keyOf = (droneId: DroneId) => `ingest-owner:${droneId}`
const ttlMs = 3_600_000

/** `processId` is unique among processes and new at each start. */
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
