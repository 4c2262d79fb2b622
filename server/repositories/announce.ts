import { isFailure } from '../../lib/errors.ts'
import type { Topic, Topics } from '../../schema/events.ts'
import type { Bus } from '../ports/bus.ts'

/**
 * Publishes a message about something already stored. While the bus is unavailable the message is dropped without an error:
 * subscribers that missed it load the state from the store.
 */
export async function announce<T extends Topic>(
  bus: Pick<Bus, 'publish'>,
  topic: T,
  message: Topics[T],
): Promise<void> {
  try {
    await bus.publish(topic, message)
  } catch (error) {
    if (!isFailure(error)) throw error
  }
}
