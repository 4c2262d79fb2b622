import { isFailure } from '../../lib/errors.ts'
import { isNewer } from '../../lib/readings/order.ts'
import type { ReadingsMessage } from '../../schema/events.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { StoredReading } from '../../schema/telemetry.ts'
import type { Ports } from '../ports/index.ts'

/** Keeps each drone's newest reading in the cache that all processes share. */
export interface KeptReadings {
  /** Call it with readings once they are durable. Never fails because the cache does: it then repeats the newest of each drone later. */
  keep(messages: readonly ReadingsMessage[]): Promise<void>
}

const retryEveryMs = 1_000
const maxPending = 100_000
const readingsPerRetry = 5_000

/** Retries until `signal` aborts. */
export function createKeptReadings(
  { fleet, clock }: Pick<Ports, 'fleet' | 'clock'>,
  signal: AbortSignal,
): KeptReadings {
  const pending = new Map<DroneId, { convoyId: ConvoyId; reading: StoredReading }>()

  async function keep(messages: readonly ReadingsMessage[]): Promise<void> {
    if (messages.length === 0) return
    try {
      await fleet.advance(messages)
    } catch (error) {
      if (!isFailure(error)) throw error
      for (const { convoyId, readings } of messages) for (const reading of readings) remember(convoyId, reading)
    }
  }

  /** A drone that is forgotten is compared with the database by the next pass over all states. */
  function remember(convoyId: ConvoyId, reading: StoredReading): void {
    const { droneId } = reading
    const known = pending.get(droneId)
    if (known ? isNewer(reading, known.reading) : pending.size < maxPending) pending.set(droneId, { convoyId, reading })
  }

  async function retry(): Promise<void> {
    while (pending.size > 0 && !signal.aborted) {
      const some = [...pending].slice(0, readingsPerRetry)
      const ofConvoys = Map.groupBy(some, ([, { convoyId }]) => convoyId)
      try {
        await fleet.advance(
          Array.from(ofConvoys, ([convoyId, own]) => ({ convoyId, readings: own.map(([, { reading }]) => reading) })),
        )
      } catch (error) {
        if (!isFailure(error)) throw error
        return
      }
      // Unless a newer one failed meanwhile.
      for (const [droneId, kept] of some) if (pending.get(droneId) === kept) pending.delete(droneId)
    }
  }

  const stop = clock.every(retryEveryMs, retry)
  signal.addEventListener('abort', stop, { once: true })
  return { keep }
}
