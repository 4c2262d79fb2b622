/** Engagements as a pure function of time: a time span always has the same engagements. */
import { smoothNoise, unitAt } from '../../lib/random/noise.ts'
import { hash32, uuidOf } from '../../lib/random/random.ts'
import type { BdaGrade, WeaponType } from '../../schema/engagements.ts'
import type { ConvoyId, DroneId, EngagementId } from '../../schema/ids.ts'
import type { ConvoyPlan, DronePlan, Fleet } from './fleet.ts'
import { flightAt } from './flight.ts'

export interface SimulatedEngagement {
  engagementId: EngagementId
  convoyId: ConvoyId
  droneId: DroneId
  weaponType: WeaponType
  target: string
  hit: boolean
  bda: BdaGrade
  engagedAtMs: number
}

const slotMs = 10_000
const chancePerSlot = 0.28
const formMs = 1_200_000

/** The engagements in [fromMs, toMs), oldest first. Their ids are derived from seed, convoy and time slot. */
export function engagementsBetween(fleet: Fleet, fromMs: number, toMs: number): SimulatedEngagement[] {
  const found: SimulatedEngagement[] = []
  for (let slot = Math.floor(fromMs / slotMs); slot * slotMs < toMs; slot++) {
    for (const convoy of fleet.convoys) {
      const engagement = engagementIn(fleet, convoy, slot)
      if (engagement && engagement.engagedAtMs >= fromMs && engagement.engagedAtMs < toMs) found.push(engagement)
    }
  }
  return found.sort((a, b) => a.engagedAtMs - b.engagedAtMs)
}

function engagementIn(fleet: Fleet, convoy: ConvoyPlan, slot: number): SimulatedEngagement | null {
  const draw = (what: string) => unitAt(hash32(what, convoy.noiseSeed), slot)
  if (draw('engages') >= chancePerSlot) return null
  const engagedAtMs = slot * slotMs + Math.floor(draw('instant') * slotMs)
  const drone = pickDrone(fleet, convoy, draw('who'), engagedAtMs)
  if (!drone) return null
  // The hit rate varies over time, so that ranks keep changing.
  const form = 0.14 * smoothNoise(drone.noiseSeed ^ 77, engagedAtMs / formMs)
  const hit = draw('hit') < drone.skill + form
  const weapons = drone.platform.weapons
  return {
    engagementId: uuidOf(fleet.seed, `${convoy.convoyId}/engagement/${slot}`) as EngagementId,
    convoyId: convoy.convoyId,
    droneId: drone.droneId,
    weaponType: weapons[Math.floor(draw('weapon') * weapons.length)] as WeaponType,
    target: `TGT-${String(1 + Math.floor(draw('target') * 9_998)).padStart(4, '0')}`,
    hit,
    bda: bdaOf(hit, draw('bda')),
    engagedAtMs,
  }
}

/** Picks a flying drone, weighted by activity; null when none is flying. */
function pickDrone(fleet: Fleet, convoy: ConvoyPlan, part: number, atMs: number): DronePlan | null {
  const total = convoy.drones.reduce((sum, drone) => sum + drone.activity, 0)
  let rest = part * total
  const first = convoy.drones.findIndex((drone) => {
    rest -= drone.activity
    return rest < 0
  })
  for (let step = 0; step < convoy.drones.length; step++) {
    const drone = convoy.drones[(first + step) % convoy.drones.length]
    if (drone && flightAt(convoy, drone, fleet.terrain, atMs).phase === 'flying') return drone
  }
  return null
}

function bdaOf(hit: boolean, part: number): BdaGrade {
  if (hit) return part < 0.6 ? 'DESTROYED' : part < 0.92 ? 'DAMAGED' : 'UNKNOWN'
  return part < 0.8 ? 'NO_EFFECT' : 'UNKNOWN'
}
