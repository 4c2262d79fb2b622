import type { ConvoyId } from '../../schema/ids.ts'
import { copyMeasurements } from '../../schema/telemetry.ts'
import type { Frame, FrameRecord } from '../frames/frame.ts'
import { noReadingFlag } from '../frames/layout.ts'
import type { ConvoyTrack, DroneTrack, FleetPicture } from './feed.ts'
import { noCounts } from './judge-picture.ts'

export const createPicture = (nowMs = 0): FleetPicture => ({
  version: 0,
  jumps: 0,
  nowMs,
  link: { state: 'connecting', completeUpToMs: null, dropped: 0, sinceMs: nowMs },
  counts: noCounts(),
  freshnessChanges: 0,
  convoys: new Map(),
  drones: new Map(),
  changed: new Set(),
})

/**
 * Applies a frame to the picture, in place. A full frame always applies. Returns false, without any change, for a delta that does
 * not follow the current state (a gap in the sequence, another epoch, an unknown convoy): a full frame is then needed.
 */
export function applyFrame(picture: FleetPicture, frame: Frame): boolean {
  const known = picture.convoys.get(frame.convoyId)
  if (frame.kind === 'delta' && !(known && follows(known, frame))) return false
  const convoy = known ?? createConvoyTrack(frame.convoyId)
  if (!known) picture.convoys.set(frame.convoyId, convoy)
  if (frame.kind === 'full') resetConvoy(picture, convoy, frame)

  for (const record of frame.records) {
    const drone = convoy.drones[record.slot] ?? addDrone(picture, convoy, record)
    updateDrone(drone, record)
    picture.changed.add(drone.droneId)
  }
  updateLeadership(convoy, frame)
  updateLinks(convoy, frame)
  convoy.epoch = frame.epoch
  convoy.sequence = frame.sequence
  convoy.frameAtMs = frame.atMs
  return true
}

/** Removes a convoy from the picture. */
export function dropConvoy(picture: FleetPicture, convoyId: ConvoyId): void {
  forgetDrones(picture, picture.convoys.get(convoyId)?.drones ?? [])
  picture.convoys.delete(convoyId)
}

function follows(convoy: ConvoyTrack, frame: Frame): boolean {
  if (frame.epoch !== convoy.epoch || frame.sequence !== convoy.sequence + 1) return false
  let slots = convoy.drones.length
  for (const { slot } of frame.records) {
    if (slot > slots) return false
    if (slot === slots) slots++
  }
  return true
}

/** A full frame with the same drones in the same order keeps their objects, because map layers reference them. */
function resetConvoy(picture: FleetPicture, convoy: ConvoyTrack, frame: Frame): void {
  frame.records.sort((a, b) => a.slot - b.slot)
  if (!convoy.drones.every((drone, slot) => frame.records[slot]?.droneId === drone.droneId)) {
    forgetDrones(picture, convoy.drones)
    convoy.drones.length = 0
  }
  convoy.links.clear()
}

function forgetDrones(picture: FleetPicture, drones: readonly DroneTrack[]): void {
  for (const drone of drones) {
    if (picture.drones.get(drone.droneId) === drone) picture.drones.delete(drone.droneId)
    picture.changed.add(drone.droneId)
  }
}

function addDrone(picture: FleetPicture, convoy: ConvoyTrack, record: FrameRecord): DroneTrack {
  const drone: DroneTrack = {
    ...record,
    convoyId: convoy.convoyId,
    hasReading: false,
    slot: convoy.drones.length,
    freshness: 'silent',
  }
  convoy.drones.push(drone)
  picture.drones.set(drone.droneId, drone)
  return drone
}

function updateDrone(drone: DroneTrack, record: FrameRecord): void {
  drone.hasReading = (record.flags & noReadingFlag) === 0
  drone.flags = record.flags & ~noReadingFlag
  drone.role = record.role
  drone.recordedAtMs = record.recordedAtMs
  drone.sequence = record.sequence
  copyMeasurements(record, drone)
  drone.expectedIntervalMs = record.expectedIntervalMs
}

function updateLeadership(convoy: ConvoyTrack, { leadership: from }: Frame): void {
  const idAt = (slot: number | null) => (slot === null ? null : (convoy.drones[slot]?.droneId ?? null))
  const to = convoy.leadership
  to.state = from.state
  to.term = from.term
  to.leaderId = idAt(from.leaderSlot)
  to.rivalId = idAt(from.rivalSlot)
  to.heartbeatAtMs = from.heartbeatAtMs
  to.heartbeatIntervalMs = from.heartbeatIntervalMs
  to.sinceMs = from.sinceMs
  to.doubt = from.doubt && {
    term: from.doubt.term,
    droneId: idAt(from.doubt.slot),
    spokenOfBy: from.doubt.spokenOfBy,
    reporting: from.doubt.reporting,
  }
  to.candidates.length = 0
  for (const { slot, votes } of from.candidates) {
    const droneId = idAt(slot)
    if (droneId) to.candidates.push({ droneId, votes })
  }
}

function updateLinks(convoy: ConvoyTrack, frame: Frame): void {
  for (const { fromSlot, toSlot, linkPct } of frame.links) {
    const from = convoy.drones[fromSlot]
    const to = convoy.drones[toSlot]
    if (!from || !to) continue
    convoy.links.set(`${fromSlot}-${toSlot}`, { fromId: from.droneId, toId: to.droneId, linkPct })
  }
}

function createConvoyTrack(convoyId: ConvoyId): ConvoyTrack {
  return {
    convoyId,
    drones: [],
    leadership: {
      state: 'unknown',
      term: 0,
      leaderId: null,
      rivalId: null,
      heartbeatAtMs: null,
      heartbeatIntervalMs: 0,
      sinceMs: 0,
      candidates: [],
      doubt: null,
    },
    links: new Map(),
    frameAtMs: 0,
    heardAtMs: 0,
    isKnown: false,
    counts: noCounts(),
    epoch: 0,
    sequence: 0,
  }
}
