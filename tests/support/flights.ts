/** Recorded flights where they are at hand, else a small track of our own making; and the facts that must come out. */
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import geodesic from 'geographiclib-geodesic'
import { distanceM } from '../../lib/geo/sphere.ts'
import { createRandom } from '../../lib/random/random.ts'

export interface Flight {
  droneId: string
  readings: number
  firstAtMs: number
  lastAtMs: number
  /** Along the readings in order of time, to the metre. */
  distanceM: number
  maxAltitudeM: number
  last: { latitudeDeg: number; longitudeDeg: number; altitudeM: number }
}
export interface Flights {
  name: string
  /** Readings as JSON, one a line, in order of time. */
  lines: string[]
  flights: Flight[]
}

/** The folder that holds flights/, given or beside the repository. */
function sharedFolder(): URL | null {
  const given = process.env.CONVOY_SHARED_DIR
  const folder = given ? new URL(`file://${given.replace(/\/?$/, '/')}`) : new URL('../../../shared/', import.meta.url)
  return existsSync(new URL('flights/wildfire-fleet.facts.json', folder)) ? folder : null
}

export function loadFlights(): Flights {
  const folder = sharedFolder()
  if (!folder) return madeUpFlights()
  const text = gunzipSync(readFileSync(new URL('flights/wildfire-fleet.ndjson.gz', folder))).toString()
  const facts = JSON.parse(readFileSync(new URL('flights/wildfire-fleet.facts.json', folder), 'utf8')) as {
    drones: Flight[]
  }
  return { name: 'wildfire-fleet', lines: text.trimEnd().split('\n'), flights: facts.drones }
}

export interface Track {
  droneId: string
  recordedAt: number
  sequence: number
  latitudeDeg: number
  longitudeDeg: number
  altitudeM?: number
}

/** Six drones for some hours, at irregular intervals and with gaps, flown by chance. */
function madeUpFlights(): Flights {
  const random = createRandom('made-up flights/1')
  const tracks = Array.from({ length: 6 }, () => {
    const droneId = random.uuid()
    let at = { latitudeDeg: random.between(33, 36), longitudeDeg: random.between(62, 70) }
    let timeMs = Date.UTC(2020, 8, 8) + random.int(0, 3_600_000)
    let headingDeg = random.between(0, 360)
    return Array.from({ length: random.int(50, 300) }, (_, sequence): Track => {
      const seconds = random.int(0, 20) === 0 ? random.int(600, 3_000) : random.int(1, 60)
      timeMs += seconds * 1_000
      headingDeg += random.between(-20, 20)
      const { lat2, lon2 } = geodesic.Geodesic.WGS84.Direct(at.latitudeDeg, at.longitudeDeg, headingDeg, seconds * 60)
      at = { latitudeDeg: lat2 ?? Number.NaN, longitudeDeg: lon2 ?? Number.NaN }
      const altitudeM = Math.round(random.between(500, 4_000) * 10) / 10
      return { droneId, recordedAt: timeMs, sequence, ...at, altitudeM }
    })
  })
  const inOrder = tracks.flat().sort((a, b) => a.recordedAt - b.recordedAt)
  return { name: 'made up', lines: inOrder.map((one) => JSON.stringify(one)), flights: tracks.map(factsOf) }
}

/** The facts of one drone's readings, oldest first. */
export function factsOf(track: readonly Track[]): Flight {
  const last = track.at(-1)
  const first = track[0]
  if (!first || !last) throw new Error('A flight has no readings.')
  let flownM = 0
  track.forEach((to, index) => {
    const from = track[index - 1]
    if (from) flownM += distanceM(from, to)
  })
  const altitudes = track.map(({ altitudeM }) => altitudeM).filter((altitudeM) => altitudeM !== undefined)
  return {
    droneId: first.droneId,
    readings: track.length,
    firstAtMs: first.recordedAt,
    lastAtMs: last.recordedAt,
    distanceM: Math.round(flownM),
    maxAltitudeM: Math.max(...altitudes),
    last: { latitudeDeg: last.latitudeDeg, longitudeDeg: last.longitudeDeg, altitudeM: last.altitudeM ?? Number.NaN },
  }
}
