import type { FrameLeadership, FrameLink, FrameRecord } from '../../../lib/frames/frame.ts'
import { maxSlots, noReadingFlag } from '../../../lib/frames/layout.ts'
import { isNewer } from '../../../lib/readings/order.ts'
import type { Drone } from '../../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Leadership } from '../../../schema/leadership.ts'
import { copyMeasurements, type StoredReading, unmeasured } from '../../../schema/telemetry.ts'

/** A longer gap between readings is ignored when the reporting interval is estimated. */
const longestLearnedIntervalMs = 600_000

/** The state of one convoy as shown: one record per drone, by slot, and their links. Never goes back in event time. */
export interface ConvoyPicture {
  readonly convoyId: ConvoyId
  readonly records: readonly FrameRecord[]
  /** By `${fromSlot}-${toSlot}`. */
  readonly links: ReadonlyMap<string, FrameLink>
  readonly newestReceivedAtMs: number | null
  /** Assigns a slot to every drone; a drone keeps it until other drones are removed. */
  enlist(drones: readonly Drone[]): void
  has(droneId: DroneId): boolean
  /** Removes drones that are not members, and their links. Returns true if there were any; slots may then have changed. */
  retain(isMember: (droneId: DroneId) => boolean): boolean
  /** Applies a reading. Returns the changed slot, or null for a reading that is not newer than the current one. */
  apply(reading: StoredReading): number | null
  /** Keys of `links` that changed since the last call. */
  takeChangedLinks(): string[]
  /** Leadership with drone ids replaced by the slots of this convoy. */
  toFrameLeadership(leadership: Leadership): FrameLeadership
}

export function createConvoyPicture(convoyId: ConvoyId): ConvoyPicture {
  const records: FrameRecord[] = []
  const slotOf = new Map<DroneId, number>()
  const learns: boolean[] = []
  const links = new Map<string, FrameLink>()
  /** Peers of each slot, so that links need not be searched for each reading. */
  const peersOf: Set<number>[] = []
  const changedLinks = new Set<string>()
  let newestReceivedAtMs: number | null = null

  const slotOrNull = (droneId: DroneId | null) => (droneId === null ? null : (slotOf.get(droneId) ?? null))

  function applyLinks(slot: number, reading: StoredReading): void {
    if (!reading.leadership) return
    const reported = new Map(reading.leadership.peers.map((peer) => [slotOf.get(peer.droneId), peer.linkPct]))
    const peers = peersOf[slot] as Set<number>
    for (const toSlot of peers) {
      if (reported.has(toSlot)) continue
      const key = `${slot}-${toSlot}`
      peers.delete(toSlot)
      links.delete(key)
      changedLinks.add(key)
    }
    for (const [toSlot, linkPct] of reported) {
      if (toSlot === undefined || toSlot === slot) continue
      const key = `${slot}-${toSlot}`
      if (links.get(key)?.linkPct === linkPct) continue
      peers.add(toSlot)
      links.set(key, { fromSlot: slot, toSlot, linkPct })
      changedLinks.add(key)
    }
  }

  return {
    convoyId,
    records,
    links,
    get newestReceivedAtMs() {
      return newestReceivedAtMs
    },
    enlist(drones) {
      for (const drone of drones) {
        if (slotOf.has(drone.droneId) || records.length >= maxSlots) continue
        slotOf.set(drone.droneId, records.length)
        learns.push(drone.reportIntervalMs === null)
        peersOf.push(new Set())
        records.push(emptyRecord(drone, records.length))
      }
    },
    has: (droneId) => slotOf.has(droneId),
    retain(isMember) {
      const kept = records.filter(({ droneId }) => isMember(droneId))
      if (kept.length === records.length) return false
      const newSlots = new Map(kept.map(({ slot }, at) => [slot, at]))
      const keptLinks = [...links.values()]
      const keptLearns = kept.map(({ slot }) => learns[slot] as boolean)
      for (const held of [slotOf, links, changedLinks]) held.clear()
      records.splice(0, records.length, ...kept)
      learns.splice(0, learns.length, ...keptLearns)
      peersOf.splice(0, peersOf.length, ...kept.map(() => new Set<number>()))
      for (const [at, record] of records.entries()) {
        record.slot = at
        slotOf.set(record.droneId, at)
      }
      for (const { linkPct, ...ends } of keptLinks) {
        const fromSlot = newSlots.get(ends.fromSlot)
        const toSlot = newSlots.get(ends.toSlot)
        if (fromSlot === undefined || toSlot === undefined) continue
        links.set(`${fromSlot}-${toSlot}`, { fromSlot, toSlot, linkPct })
        peersOf[fromSlot]?.add(toSlot)
      }
      return true
    },
    apply(reading) {
      const slot = slotOf.get(reading.droneId)
      if (slot === undefined) return null
      const held = records[slot] as FrameRecord
      if (!isNewer(reading, held.flags & noReadingFlag ? null : held)) return null
      if (learns[slot]) held.expectedIntervalMs = learnInterval(held, reading)
      held.flags = reading.flags
      held.role = reading.leadership?.role ?? null
      held.recordedAtMs = reading.recordedAtMs
      held.sequence = reading.sequence
      copyMeasurements(reading, held)
      if (newestReceivedAtMs === null || reading.receivedAtMs > newestReceivedAtMs)
        newestReceivedAtMs = reading.receivedAtMs
      applyLinks(slot, reading)
      return slot
    },
    takeChangedLinks() {
      const keys = [...changedLinks]
      changedLinks.clear()
      return keys
    },
    toFrameLeadership: (leadership) => ({
      state: leadership.state,
      term: leadership.term,
      leaderSlot: slotOrNull(leadership.leaderId),
      rivalSlot: slotOrNull(leadership.rivalId),
      heartbeatAtMs: leadership.heartbeatAtMs,
      heartbeatIntervalMs: leadership.heartbeatIntervalMs,
      sinceMs: leadership.sinceMs,
      candidates: leadership.candidates.flatMap(({ droneId, votes }) => {
        const slot = slotOf.get(droneId)
        return slot === undefined ? [] : [{ slot, votes }]
      }),
      doubt: leadership.doubt && {
        term: leadership.doubt.term,
        slot: slotOrNull(leadership.doubt.droneId),
        spokenOfBy: leadership.doubt.spokenOfBy,
        reporting: leadership.doubt.reporting,
      },
    }),
  }
}

/** Exponential moving average of the time between readings; null until there are two. */
function learnInterval(held: FrameRecord, reading: StoredReading): number | null {
  if (held.flags & noReadingFlag) return null
  const stepMs = reading.recordedAtMs - held.recordedAtMs
  if (stepMs <= 0 || stepMs > longestLearnedIntervalMs) return held.expectedIntervalMs
  return Math.round(held.expectedIntervalMs === null ? stepMs : held.expectedIntervalMs * 0.8 + stepMs * 0.2)
}

function emptyRecord(drone: Drone, slot: number): FrameRecord {
  return {
    ...unmeasured,
    slot,
    droneId: drone.droneId,
    flags: noReadingFlag,
    role: null,
    recordedAtMs: 0,
    sequence: 0,
    expectedIntervalMs: drone.reportIntervalMs,
  }
}
