import type { ReadingsMessage } from '../../../schema/events.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import type { Clock } from '../../ports/clock.ts'

interface Deps {
  clock: Pick<Clock, 'monotonicMs' | 'sleep'>
  /** Its cost grows with the size of the convoy, not with the number of readings. */
  apply(convoyId: ConvoyId, readings: readonly StoredReading[]): Promise<void>
  /** Nothing is applied once it has aborted. */
  signal: AbortSignal
}

/** A message could not be applied, for this reason. */
type Skip = (reason: unknown) => void

/** After readings were applied, the next wait for so many times as long as that took. */
const restShare = 9
const longestRestMs = 250

/**
 * Applies the readings of a message at once while that costs little, else those of some messages together: every message of a
 * convoy costs a look at all of its drones. The order of messages is of no account to leadership.
 */
export function createReportGatherer({ clock, apply, signal }: Deps) {
  let gathered: { message: ReadingsMessage; skip: Skip }[] = []
  let restsUntilMs = 0
  let isWaiting = false

  async function applyGathered(): Promise<void> {
    const taken = Map.groupBy(gathered, ({ message }) => message.convoyId)
    gathered = []
    isWaiting = false
    const beganMs = clock.monotonicMs()
    for (const [convoyId, items] of taken)
      try {
        await apply(convoyId, items.length === 1 ? readingsOf(items[0]) : items.flatMap(readingsOf))
      } catch (error) {
        if (items.length === 1) items[0]?.skip(error)
        else await applyEach(convoyId, items)
      }
    const nowMs = clock.monotonicMs()
    restsUntilMs = nowMs + Math.min(longestRestMs, restShare * (nowMs - beganMs))
  }

  /** One message that can't be applied does not affect the others. */
  async function applyEach(convoyId: ConvoyId, items: typeof gathered): Promise<void> {
    for (const item of items) await apply(convoyId, readingsOf(item)).catch(item.skip)
  }

  /** Resolves when the readings are applied, or will be within 250 ms. */
  return async function take(message: ReadingsMessage, skip: Skip): Promise<void> {
    gathered.push({ message, skip })
    if (isWaiting) return
    const restMs = restsUntilMs - clock.monotonicMs()
    if (restMs <= 0) return applyGathered()
    isWaiting = true
    void clock.sleep(restMs, signal).then(() => (signal.aborted ? undefined : applyGathered()))
  }
}

const readingsOf = (item: { message: ReadingsMessage } | undefined): readonly StoredReading[] =>
  item?.message.readings ?? []
