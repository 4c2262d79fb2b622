import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { ConvoyTrack, FleetPicture, LeadershipTrack } from '../feed/feed.ts'
import { droneState, type FleetArrays } from './fleet-arrays.ts'

/** Drones of one convoy that are close together on a small-scale map. */
export interface ConvoyGroup {
  convoyId: ConvoyId
  worldX: number
  worldY: number
  drones: number
  late: number
  lost: number
  unknown: number
  /** True for the group that represents the convoy: that of the leader, or the largest one without a leader. */
  isPrimary: boolean
  leaderId: DroneId | null
  leadership: LeadershipTrack
  /** False without contact with the server: the rest is then the last known state. */
  isKnown: boolean
}

/** Groups each convoy's drones within about `reachPx` at the scale, largest group first. Drones without a reading are left out. */
export function groupConvoys(picture: FleetPicture, fleet: FleetArrays, scale: number, reachPx: number): ConvoyGroup[] {
  const groups: ConvoyGroup[] = []
  const reach = reachPx / scale
  for (const convoy of picture.convoys.values()) {
    const { leadership } = convoy
    const own: ConvoyGroup[] = []
    for (const { droneId } of convoy.drones) {
      const i = fleet.indexOf(droneId)
      const state = fleet.state[i]
      if (i < 0 || state === droneState.hidden) continue
      const x = fleet.worldX[i] as number
      const y = fleet.worldY[i] as number
      const group = own.find((one) => Math.hypot(one.worldX - x, one.worldY - y) < reach) ?? start(own, convoy)
      group.drones++
      group.worldX += (x - group.worldX) / group.drones
      group.worldY += (y - group.worldY) / group.drones
      if (state === droneState.late) group.late++
      if (state === droneState.lost) group.lost++
      if (state === droneState.unknown) group.unknown++
      if (droneId === leadership.leaderId) group.leaderId = droneId
    }
    own.sort((a, b) => b.drones - a.drones)
    const primary = own.find((group) => group.leaderId !== null) ?? own[0]
    if (primary) primary.isPrimary = true
    groups.push(...own)
  }
  return groups.sort((a, b) => b.drones - a.drones)
}

function start(own: ConvoyGroup[], { convoyId, leadership, isKnown }: ConvoyTrack): ConvoyGroup {
  const group: ConvoyGroup = {
    convoyId,
    worldX: 0,
    worldY: 0,
    drones: 0,
    late: 0,
    lost: 0,
    unknown: 0,
    isPrimary: false,
    leaderId: null,
    leadership,
    isKnown,
  }
  own.push(group)
  return group
}
