/**
 * The state of a drone at an instant, computed from its plan alone, so that it survives a restart without any history. A
 * sortie is `sortieLoops` loops of the route, followed by the time of one loop at the airfield.
 */
import { toRadians } from '../../lib/geo/sphere.ts'
import type { Terrain } from '../../lib/geo/terrain.ts'
import { smoothNoise } from '../../lib/random/noise.ts'
import type { ConvoyPlan, DronePlan } from './fleet.ts'

export interface Flight {
  latitudeDeg: number
  longitudeDeg: number
  altitudeM: number
  headingDeg: number
  speedMps: number
  fuelPct: number
  phase: 'flying' | 'landing' | 'parked' | 'climbing'
}

const brakeM = 1_500
const descentMs = 480_000
const gustM = 40
const gustMs = 70_000
const fullPct = 98

export function flightAt(convoy: ConvoyPlan, drone: DronePlan, terrain: Terrain, atMs: number): Flight {
  const sortie = sortieAt(convoy, drone, atMs)
  const { point, along, leg, partOfLeg } = drone.loop.at(sortie.part)
  const { latitudeDeg, longitudeDeg } = convoy.plane.toGeo(point)
  const groundM = terrain.heightM(latitudeDeg, longitudeDeg)
  const from = drone.route[leg]?.altitudeM ?? groundM
  const to = drone.route[(leg + 1) % drone.route.length]?.altitudeM ?? groundM
  const cruiseM = from + (to - from) * eased(partOfLeg) + 12 * (1 + smoothNoise(drone.noiseSeed, atMs / 15_000))
  // The plane is true to scale only at the latitude of its origin.
  const stretch = Math.cos(toRadians(latitudeDeg)) / convoy.plane.originCos
  const east = along.x * stretch
  const heading = (Math.atan2(east, along.y) * 180) / Math.PI
  return {
    latitudeDeg,
    longitudeDeg,
    altitudeM: groundM + (Math.min(cruiseM, drone.platform.ceilingM) - groundM) * sortie.height,
    headingDeg: (heading + 360) % 360,
    speedMps: sortie.loopsPerSecond * drone.loop.lengthM * Math.sqrt(east * east + along.y * along.y),
    fuelPct: sortie.fuelPct,
    phase: sortie.phase,
  }
}

interface Sortie {
  /** Place on the loop, 0 … 1. */
  part: number
  loopsPerSecond: number
  /** 0 on the ground … 1 at the height of the route. */
  height: number
  fuelPct: number
  phase: Flight['phase']
}

/** Constant acceleration while braking and taking off, so that position, speed and time are always consistent. */
function sortieAt(convoy: ConvoyPlan, drone: DronePlan, atMs: number): Sortie {
  const { loopMs } = convoy
  const { sortieLoops, burnPctPerLoop } = drone
  const length = sortieLoops + 1
  const gustAngle = (2 * Math.PI * atMs) / gustMs + (drone.noiseSeed % 7)
  const gustLoops = (gustM / drone.loop.lengthM) * Math.sin(gustAngle)
  const turns = atMs / loopMs - drone.lagLoops + drone.sortieOffset + gustLoops
  const pace = 1000 / loopMs + (gustM / drone.loop.lengthM) * ((2000 * Math.PI) / gustMs) * Math.cos(gustAngle)

  const brake = brakeM / drone.loop.lengthM
  const descent = Math.min(0.3, descentMs / loopMs)
  const flown = modulo(turns, length)
  // Braking begins at 0; parked from 2 × brake to 1; at full speed again from 1 + 2 × brake.
  const stage = modulo(turns + brake, length)
  const fuelPct =
    flown < 1
      ? fullPct - sortieLoops * burnPctPerLoop * (1 - eased((flown - 0.35) / 0.3))
      : fullPct - (flown - 1) * burnPctPerLoop

  if (stage < 2 * brake) {
    const height = 1 - eased((stage + descent) / (2 * brake + descent))
    const part = 1 - brake + stage - (stage * stage) / (4 * brake)
    return { part, loopsPerSecond: pace * (1 - stage / (2 * brake)), height, fuelPct, phase: 'landing' }
  }
  if (stage < 1) return { part: 0, loopsPerSecond: 0, height: 0, fuelPct, phase: 'parked' }
  const since = stage - 1
  if (since < 2 * brake) {
    const height = eased(since / (2 * brake + descent))
    const part = (since * since) / (4 * brake)
    return { part, loopsPerSecond: (pace * since) / (2 * brake), height, fuelPct, phase: 'climbing' }
  }
  const untilBrake = length - stage
  if (untilBrake < descent) {
    const height = 1 - eased((descent - untilBrake) / (2 * brake + descent))
    return { part: turns, loopsPerSecond: pace, height, fuelPct, phase: 'landing' }
  }
  const height = eased(since / (2 * brake + descent))
  return { part: turns, loopsPerSecond: pace, height, fuelPct, phase: height < 1 ? 'climbing' : 'flying' }
}

const modulo = (value: number, by: number) => ((value % by) + by) % by

/** Smoothstep from 0 to 1. */
function eased(part: number): number {
  const t = Math.min(Math.max(part, 0), 1)
  return t * t * (3 - 2 * t)
}
