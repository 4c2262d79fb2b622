import type { StoredReading } from '../../../../schema/telemetry.ts'
import { crossingOf, type Point } from './antimeridian.ts'
import { createTimes } from './times.ts'
import { placeInTrack, toIso } from './track.ts'
import type { ExportedDrone, ExportWriter } from './writer.ts'

/**
 * GeoJSON (RFC 7946): a feature a drone, whose MultiLineString has a line between gaps and none across the antimeridian, with the
 * time of each position in `coordTimes`. These come after all positions, and are kept until then. A drone without a position has
 * no geometry.
 */
export function createGeoJsonWriter(): ExportWriter {
  let drone: ExportedDrone | null = null
  let isFirstDrone = true
  let before: StoredReading | null = null
  let times = createTimes()
  let pointsInLine = 0

  const add = (point: Point): string => {
    times.add(point.recordedAtMs)
    pointsInLine += 1
    return pointsInLine > 1 ? `,${positionOf(point)}` : positionOf(point)
  }
  const beginLine = (point: Point): string => {
    times.begin()
    pointsInLine = 0
    return `[${add(point)}`
  }
  /** A line has at least two positions: a reading that stands alone is there twice. */
  const endLine = (last: Point): string => (pointsInLine === 1 ? `${add(last)}]` : ']')

  return {
    begin: () => '{"type":"FeatureCollection","features":[',
    beginDrone(next) {
      drone = next
      before = null
      times = createTimes()
      const joint = isFirstDrone ? '\n' : ',\n'
      isFirstDrone = false
      return `${joint}{"type":"Feature","id":"${next.droneId}","geometry":`
    },
    reading(reading) {
      const place = placeInTrack(reading, before, drone?.gapMs ?? 0)
      if (place === 'none') return ''
      const last = before
      before = reading
      if (!last) return `{"type":"MultiLineString","coordinates":[${beginLine(reading)}`
      if (place === 'first') return `${endLine(last)},\n${beginLine(reading)}`
      const crossing = crossingOf(last, reading)
      if (!crossing) return add(reading)
      return `${add(crossing[0])}],\n${beginLine(crossing[1])}${add(reading)}`
    },
    *endDrone() {
      yield before ? `${endLine(before)}]}` : 'null'
      const { droneId, callsign, platformType } = drone as ExportedDrone
      yield `,"properties":${JSON.stringify({ droneId, callsign, platformType }).slice(0, -1)},"coordTimes":[`
      let joint = ''
      for (const list of times.lists()) {
        yield `${joint}[`
        yield* textsOf(list)
        joint = '],\n'
      }
      yield joint === '' ? ']}}' : ']]}}'
    },
    end: () => '\n]}\n',
  }
}

function* textsOf(list: Iterable<number>): Generator<string> {
  let joint = ''
  for (const atMs of list) {
    yield `${joint}"${toIso(atMs)}"`
    joint = ','
  }
}

function positionOf({ latitudeDeg, longitudeDeg, altitudeM }: Point): string {
  return altitudeM === null ? `[${longitudeDeg},${latitudeDeg}]` : `[${longitudeDeg},${latitudeDeg},${altitudeM}]`
}
