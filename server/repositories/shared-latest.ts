import { isFailure, isTransient } from '../../lib/errors.ts'
import type { DroneId } from '../../schema/ids.ts'
import type { StoredReading } from '../../schema/telemetry.ts'
import type { Ports } from '../ports/index.ts'

/**
 * Each drone's newest reading, in the cache shared by all processes: a fallback while the store is unavailable. It may be outdated
 * if the cache was unavailable when the newest reading arrived.
 */
export interface SharedLatest {
  /** Call it with new readings once they are durable, in order. Does nothing while the cache is unavailable. */
  keep(readings: readonly StoredReading[]): Promise<void>
  /** Wraps `load`: while the store is unavailable, resolves with the cached reading instead. Fails as `load` does when there is none. */
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
