import { LRUCache } from 'lru-cache'
import type { ConvoyEvent } from '../../schema/events.ts'
import type { EngagementId } from '../../schema/ids.ts'
import type { Ports } from '../ports/index.ts'
import { announce } from './announce.ts'
import type { EngagementRow } from './engagements.ts'
import type { Roster } from './roster.ts'

/** Publishes the events of recorded engagements: the engagement, and the change of its drone's rank if there is one. */
export interface EngagementEvents {
  /** Publishes the events of these records, in order. They are no longer pending. */
  publish(records: readonly EngagementRow[]): Promise<void>
  /**
   * Marks records that are about to be stored as pending: a call that finds one stored and still pending publishes it. A process
   * that begins a later generation of the board publishes them too: then they are no longer pending.
   */
  markPending(records: readonly EngagementRow[], generation: number): void
  isPending(engagementId: EngagementId, generation: number): boolean
  /** Leaves these records to another process to publish. */
  forget(records: readonly EngagementRow[]): void
}

/** Only failures leave pending records; of more than this many the oldest are forgotten. */
const maxPending = 10_000

type Deps = Pick<Ports, 'bus'> & { roster: Pick<Roster, 'findDrone'> }

export function createEngagementEvents({ bus, roster }: Deps): EngagementEvents {
  const pending = new LRUCache<EngagementId, number>({ max: maxPending })

  function eventsOf(record: EngagementRow): ConvoyEvent[] {
    const { convoyId, engagementId, droneId, hit, weaponType, engagedAtMs, recordedAtMs, placement } = record
    if (!placement) return []
    const drone = { convoyId, droneId, callsign: roster.findDrone(droneId)?.callsign ?? droneId }
    const { before: rankBefore, after: rankAfter } = placement
    const accuracyPct = placement.accuracyBp / 100
    const recorded = { ...drone, engagementId, hit, weaponType, newAccuracyPct: accuracyPct, atMs: engagedAtMs }
    const moved = { ...drone, rankBefore, rankAfter, accuracyPct, atMs: recordedAtMs }
    return [
      { kind: 'engagement', ...recorded },
      ...(rankBefore === rankAfter ? [] : [{ kind: 'rank' as const, ...moved }]),
    ]
  }

  function forget(records: readonly EngagementRow[]): void {
    for (const { engagementId } of records) pending.delete(engagementId)
  }

  return {
    async publish(records) {
      forget(records)
      for (const event of records.flatMap(eventsOf)) await announce(bus, 'events', event)
    },
    markPending(records, generation) {
      for (const { engagementId } of records) pending.set(engagementId, generation)
    },
    isPending: (engagementId, generation) => pending.get(engagementId) === generation,
    forget,
  }
}
