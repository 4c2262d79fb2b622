import { isFailure, isTransient } from '../../lib/errors.ts'
import type { DroneId } from '../../schema/ids.ts'
import type { StoredReading } from '../../schema/telemetry.ts'
import type { Ports } from '../ports/index.ts'

/**
 * Each drone's newest reading, in the cache that all processes share: what is known of a drone while the store is unavailable. It is
 * older than the store's where the cache was unavailable when that came.
 */
export interface SharedLatest {
  /** To be called with a drone's newest reading once it is durable, in order. With the cache away nothing is kept. */
  keep(readings: readonly StoredReading[]): Promise<void>
  /** Answers as `load` does from the store; with the store unavailable, what was kept. Fails as `load` where nothing was. */
  withFallback(
    load: (droneId: DroneId) => Promise<StoredReading | null>,
  ): (droneId: DroneId) => Promise<StoredReading | null>
}

const keyOf = (droneId: DroneId) => `latest:${droneId}`
const ttlMs = 3_600_000

export function createSharedLatest({ cache }: Pick<Ports, 'cache'>): SharedLatest {
  return {
    async keep(readings) {
      if (readings.length === 0) return
      try {
        await cache.set(
          readings.map((reading) => [keyOf(reading.droneId), reading]),
          ttlMs,
        )
      } catch (error) {
        if (!isFailure(error)) throw error
      }
    },
    withFallback: (load) => async (droneId) => {
      try {
        return await load(droneId)
      } catch (error) {
        if (!isTransient(error)) throw error
        const [kept] = await cache.get<StoredReading>([keyOf(droneId)]).catch((cacheError) => {
          if (!isFailure(cacheError)) throw cacheError
          return [undefined]
        })
        if (!kept) throw error
        return kept
      }
    },
  }
}
