/** The plan of a fleet: convoys, drones and routes. A pure function of the seed; step.ts advances it in time. */
import type { Terrain } from '../../lib/geo/terrain.ts'
import { createRandom, hash32, type Random, uuidOf } from '../../lib/random/random.ts'
import type { GeoPoint, PlatformType, RoeLevel, Waypoint } from '../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { type Area, areas, callsignWords } from './areas.ts'
import { createLoop, type Loop } from './loop.ts'
import { outline } from './outline.ts'
import { createPlane, type Plane } from './plane.ts'
import { compositions, type FlownType, type Platform, platforms } from './platforms.ts'
import { fitRoute, raiseRoute } from './route.ts'
import { createTrack, type Track } from './track.ts'

export interface DronePlan {
  droneId: DroneId
  callsign: string
  platformType: PlatformType
  platform: Platform
  /** Waypoint 1 is the airfield; after the last one the route returns to it. */
  route: Waypoint[]
  loop: Loop
  /** Distance behind the head of its convoy, in loops. */
  lagLoops: number
  /** Loops flown per tank of fuel; then it stays at the airfield for the time of one. */
  sortieLoops: number
  /** Loops of the current sortie completed at time 0. */
  sortieOffset: number
  burnPctPerLoop: number
  /** Long-term hit probability. */
  skill: number
  /** How often it engages, relative to the others of its convoy. */
  activity: number
  /** 32-bit seed of its sensor noise. */
  noiseSeed: number
}

export interface ConvoyPlan {
  convoyId: ConvoyId
  callsign: string
  commandingUnit: string
  roe: RoeLevel
  aor: GeoPoint[]
  plane: Plane
  /** Time that every drone of the convoy takes for one loop. */
  loopMs: number
  noiseSeed: number
  drones: DronePlan[]
}

export interface Fleet {
  seed: string
  terrain: Terrain
  convoys: ConvoyPlan[]
}

export interface FleetSize {
  convoys: number
  dronesPerConvoy: number
}

/** Part of every fleet, so that the documentation can refer to them. */
export const firstConvoyId = '550e8400-e29b-41d4-a716-446655440000' as ConvoyId
export const firstDroneId = '660e8400-e29b-41d4-a716-446655440001' as DroneId

/** The same seed, size and terrain give the same fleet; convoy n does not depend on the number of convoys. */
export function createFleet(seed: string, options: FleetSize & { terrain: Terrain }): Fleet {
  const { terrain, convoys, dronesPerConvoy } = options
  return {
    seed,
    terrain,
    convoys: Array.from({ length: convoys }, (_, i) => planConvoy(seed, i, dronesPerConvoy, terrain)),
  }
}

function planConvoy(seed: string, index: number, size: number, terrain: Terrain): ConvoyPlan {
  const name = `convoy/${index + 1}`
  const random = createRandom(`${seed}/${name}`)
  const area = areas[index % areas.length] as Area
  const callsign = `${callsignWords[index % callsignWords.length]}-${index + 1}`
  const plane = createPlane(area.corridor[0] as GeoPoint)
  const track = createTrack(area.corridor.map(plane.toPlane))
  const types = compositions[area.composition]
  const slowest = Math.min(...types.map((type) => platforms[type].cruiseMps))
  const loopMs = Math.round(((2 * track.lengthM) / (0.93 * slowest)) * 1000)

  const places = formation(random, size)
  const drones = places.map((place, i) => {
    const droneName = `${name}/drone/${i + 1}`
    const isFirst = index === 0 && i === 0
    return planDrone({
      random: createRandom(`${seed}/${droneName}`),
      droneId: isFirst ? firstDroneId : (uuidOf(seed, droneName) as DroneId),
      callsign: `${callsign}-${String(i + 1).padStart(2, '0')}`,
      platformType: types[i % types.length] as FlownType,
      noiseSeed: hash32(`${seed}/${droneName}/noise`),
      place,
      skill: skillOf(random, i, size),
      track,
      plane,
      loopMs,
      terrain,
    })
  })
  return {
    convoyId: index === 0 ? firstConvoyId : (uuidOf(seed, name) as ConvoyId),
    callsign,
    commandingUnit: `${area.unit}${index < areas.length ? '' : ` ${Math.floor(index / areas.length) + 1}`}`,
    roe: area.roe,
    aor: outline(drones.flatMap((drone) => drone.route.map(plane.toPlane))).map(plane.toGeo),
    plane,
    loopMs,
    noiseSeed: hash32(`${seed}/${name}/noise`),
    drones,
  }
}

interface Place {
  /** Behind the head of the convoy. */
  lagM: number
  lateralM: number
}

/** Loose rows of three, at most 24 km long, shuffled so that places do not follow callsigns. */
function formation(random: Random, size: number): Place[] {
  const rows = Math.ceil(size / 3)
  const rowM = Math.min(5_500, 24_000 / Math.max(1, rows))
  const places = Array.from({ length: size }, (_, i) => ({
    lagM: Math.floor(i / 3) * rowM + random.between(0, rowM),
    lateralM: ((i % 3) - 1) * 4_200 + random.between(-1_600, 1_600),
  }))
  return random.shuffled(places)
}

/** Spread evenly from 46 to 93 % with a little noise, so that ranks differ clearly. */
const skillOf = (random: Random, index: number, size: number): number =>
  0.46 + 0.45 * (((index * 7 + 5) % size) / Math.max(1, size - 1)) * 0.96 + random.between(0, 0.04)

interface DroneSketch {
  random: Random
  droneId: DroneId
  callsign: string
  platformType: FlownType
  noiseSeed: number
  place: Place
  skill: number
  track: Track
  plane: Plane
  loopMs: number
  terrain: Terrain
}

const fullPct = 98
const reservePct = 18

function planDrone(sketch: DroneSketch): DronePlan {
  const { random, platformType, place, loopMs, track, plane, terrain } = sketch
  const platform = platforms[platformType]
  const clearanceM = random.between(...platform.clearanceM)
  const loop = createLoop(fitRoute(random, track, place.lateralM, (platform.cruiseMps * loopMs) / 1000))
  const route = raiseRoute(loop, plane, terrain, clearanceM, platform.ceilingM)
  const burnPctPerLoop = ((100 * loopMs) / (platform.enduranceH * 3_600_000)) * random.between(0.92, 1.08)
  const sortieLoops = Math.max(1, Math.floor((fullPct - reservePct) / burnPctPerLoop))
  return {
    droneId: sketch.droneId,
    callsign: sketch.callsign,
    platformType,
    platform,
    route,
    loop,
    lagLoops: place.lagM / loop.lengthM,
    sortieLoops,
    sortieOffset: random.int(0, sortieLoops),
    burnPctPerLoop,
    skill: sketch.skill,
    activity: random.between(0.35, 1.65),
    noiseSeed: sketch.noiseSeed,
  }
}
