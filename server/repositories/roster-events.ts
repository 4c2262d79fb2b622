import type { RosterEvent } from '../../schema/events.ts'
import type { Bus, Delivery, Subscription } from '../ports/bus.ts'
import type { Ports } from '../ports/index.ts'
import { followTopic } from './follow-topic.ts'
import type { Roster } from './roster.ts'

type Deps = Pick<Ports, 'bus' | 'clock'> & {
  roster: Roster
  log: { warn(details: object, message: string): void }
}

const maxRemembered = 1_000

/**
 * Keeps the roster as other processes change it, until `signal` aborts. Answers the bus by which everybody else in this process
 * hears events: it delivers one about the roster when the roster has it, so who hears it and asks gets the news.
 */
export async function followRoster(deps: Deps, signal: AbortSignal): Promise<Bus> {
  const reloads = new Map<string, Promise<void>>()

  function reloadOnce(sequence: string, { convoyId, droneIds }: RosterEvent): Promise<void> {
    const known = reloads.get(sequence)
    if (known) return known
    const reload = deps.roster.reload(convoyId, droneIds)
    reloads.set(sequence, reload)
    reload.catch(() => reloads.delete(sequence))
    for (const oldest of reloads.keys()) {
      if (reloads.size <= maxRemembered) break
      reloads.delete(oldest)
    }
    return reload
  }

  async function* deliver<T>(subscription: Subscription<T>): AsyncGenerator<Delivery<T>> {
    for await (const delivery of subscription) {
      const event = delivery.message as { kind?: string }
      if (event.kind === 'roster') await reloadOnce(delivery.sequence, event as RosterEvent)
      yield delivery
    }
  }

  const bus: Bus = {
    publish: (topic, message) => deps.bus.publish(topic, message),
    head: (topic) => deps.bus.head(topic),
    async subscribe(topic, options) {
      const subscription = await deps.bus.subscribe(topic, options)
      if (topic !== 'events') return subscription
      const { gap, head } = subscription
      return { gap, head, [Symbol.asyncIterator]: () => deliver(subscription) }
    },
  }
  const missed = () => deps.roster.reloadAll()
  // Every event is about the roster as far as this follower is concerned: hearing it is what reloads.
  await followTopic({ ...deps, bus }, 'events', { name: 'the roster', missed, hear: () => undefined }, signal)
  return bus
}
