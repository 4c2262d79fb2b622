import { LRUCache } from 'lru-cache'
import { isTransient } from '../../lib/errors.ts'
import type { RosterEvent } from '../../schema/events.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import type { Bus, Delivery, Subscription } from '../ports/bus.ts'
import type { FleetCache } from '../ports/fleet.ts'
import type { Ports } from '../ports/index.ts'
import { requireCachedRoster } from './cached-roster.ts'
import { followTopic } from './follow-topic.ts'
import { publishRosterChange, type Roster } from './roster.ts'

type Deps = Pick<Ports, 'bus' | 'clock'> & {
  roster: Roster
  /** What to start from while the store is unavailable; null: nothing, and the start fails. */
  fleet: Pick<FleetCache, 'rosters' | 'read'> | null
  log: { warn(details: object, message: string): void }
}

const follower = 'the roster'
const maxRemembered = 1_000
/** Attempts to reload from an unavailable store before the event is delivered without the reload. */
const maxTries = 20
const retryEveryMs = 250
const reconcileEveryMs = 1_000

/**
 * Loads the roster and applies changes of other processes until `signal` aborts. Returns the bus that the rest of this process subscribes to:
 * it delivers a roster event only after the roster has been reloaded, so subscribers read the new state. An event that can't be
 * applied is skipped and counted, but still delivered. If the store is unavailable, the convoy is reloaded and an event published
 * once it is available again.
 */
export async function followRoster(deps: Deps, signal: AbortSignal): Promise<Bus> {
  const { clock, roster } = deps
  const reloads = new LRUCache<string, Promise<void>>({ max: maxRemembered })
  const stale = new Set<ConvoyId>()

  async function reloadConvoy(sequence: string, { convoyId, droneIds }: RosterEvent): Promise<void> {
    for (let tries = 1; !signal.aborted; tries++) {
      try {
        await roster.reload(convoyId, droneIds)
        return
      } catch (error) {
        const isUnavailable = isTransient(error)
        if (isUnavailable && tries < maxTries && !stale.has(convoyId)) await clock.sleep(retryEveryMs, signal)
        else {
          if (isUnavailable) stale.add(convoyId)
          deps.bus.skipped.add({ topic: 'events', follower, sequence }, error)
          return
        }
      }
    }
  }

  function reloadOnce(sequence: string, event: RosterEvent): Promise<void> {
    const known = reloads.get(sequence)
    if (known) return known
    const reloaded = reloadConvoy(sequence, event)
    reloads.set(sequence, reloaded)
    return reloaded
  }

  async function reloadStale(): Promise<void> {
    for (const convoyId of stale) {
      try {
        await roster.reload(convoyId)
      } catch {
        return
      }
      stale.delete(convoyId)
      await publishRosterChange(deps, convoyId, null)
    }
  }

  async function* deliver<T>(subscription: Subscription<T>): AsyncGenerator<Delivery<T>> {
    for await (const delivery of subscription) {
      const event = delivery.message as { kind?: string } | null
      if (event?.kind === 'roster') await reloadOnce(delivery.sequence, event as RosterEvent)
      yield delivery
    }
  }

  const bus: Bus = {
    publish: (topic, message) => deps.bus.publish(topic, message),
    head: (topic) => deps.bus.head(topic),
    skipped: deps.bus.skipped,
    async subscribe(topic, options) {
      const subscription = await deps.bus.subscribe(topic, options)
      if (topic !== 'events') return subscription
      const { gap, head } = subscription
      return { gap, head, [Symbol.asyncIterator]: () => deliver(subscription) }
    },
  }
  let state: 'starting' | 'started' = 'starting'
  async function reloadAll(): Promise<void> {
    const before = state === 'starting' ? null : versionsOf(roster)
    try {
      await roster.reloadAll()
      state = 'started'
    } catch (error) {
      if (state === 'starting') {
        roster.restore(await requireCachedRoster(deps.fleet, error))
        state = 'started'
      }
      throw error
    }
    // New to the rest of this process, which may have loaded the roster as it was before: what the cache lacked, or what was lost in a gap.
    const changed = before
      ? [...versionsOf(roster)].filter(([convoyId, versions]) => before.get(convoyId) !== versions)
      : []
    for (const [convoyId] of changed) await publishRosterChange(deps, convoyId, null)
  }
  // Nothing to do per message: `deliver` reloads the roster before it passes a message on.
  await followTopic(
    { ...deps, bus },
    'events',
    { name: follower, reload: reloadAll, onMessage: () => undefined },
    signal,
  )
  const stopReconciling = clock.every(reconcileEveryMs, reloadStale)
  signal.addEventListener('abort', stopReconciling, { once: true })
  return bus
}

/** Differs for a convoy that has changed, or whose drones in service are others or have changed. */
const versionsOf = (roster: Roster): Map<ConvoyId, string> =>
  new Map(
    [...roster.convoys(), ...roster.archivedConvoys()].map(({ convoyId, version }) => {
      const drones = roster.dronesOf(convoyId).map((drone) => `${drone.droneId} ${drone.version}`)
      return [convoyId, `${version} ${drones.join()}`]
    }),
  )
