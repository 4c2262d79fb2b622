import { isFailure } from '../../lib/errors.ts'
import type { Topic, Topics } from '../../schema/events.ts'
import type { Bus } from '../ports/bus.ts'

/**
 * Publishes what is stored already. While the bus is unavailable nothing fails and nothing is published: what is durable stays so,
 * and whoever missed it finds it in the store.
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
