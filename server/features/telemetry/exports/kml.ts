import type { StoredReading } from '../../../../schema/telemetry.ts'
import { placeInTrack, toDecimal, toIso, toXml, xmlHeader } from './track.ts'
import type { ExportedDrone, ExportWriter } from './writer.ts'

const root = '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">'
const style = '<Style id="track"><LineStyle><color>ffffc04d</color><width>2</width></LineStyle></Style>'
/**
 * A `gx:Track` lists all its times before all its positions, so it is held until it is complete. A longer one is continued in
 * another, which begins with the last position of the one before, so that the line is not broken.
 */
const maxPointsPerTrack = 1_000

/** KML 2.2 with Google's tracks: a `Placemark` a drone, a `gx:Track` between gaps. */
export function createKmlWriter(): ExportWriter {
  let gapMs = 0
  let before: StoredReading | null = null
  let points: StoredReading[] = []

  const takeTrack = (): string => {
    const [first] = points
    if (!first) return ''
    // A height that is not known is not zero.
    const mode = hasHeight(first) ? 'absolute' : 'clampToGround'
    const times = points.map(({ recordedAtMs }) => `<when>${toIso(recordedAtMs)}</when>`).join('')
    const text = `<gx:Track><altitudeMode>${mode}</altitudeMode>${times}\n${points.map(coordOf).join('')}</gx:Track>\n`
    points = []
    return text
  }

  return {
    begin: (title) => `${xmlHeader}${root}<Document><name>${toXml(title)}</name>${style}\n`,
    beginDrone(drone: ExportedDrone) {
      gapMs = drone.gapMs
      before = null
      points = []
      return (
        `<Placemark><name>${toXml(drone.callsign)}</name><styleUrl>#track</styleUrl>` +
        `<ExtendedData>${dataOf('droneId', drone.droneId)}${dataOf('platformType', drone.platformType)}</ExtendedData>\n`
      )
    },
    reading(reading) {
      const place = placeInTrack(reading, before, gapMs)
      if (place === 'none') return ''
      let text = before ? '' : '<gx:MultiTrack><gx:interpolate>0</gx:interpolate>\n'
      const last = points.at(-1)
      if (last && (place === 'first' || hasHeight(last) !== hasHeight(reading))) text += takeTrack()
      else if (last && points.length === maxPointsPerTrack) {
        text += takeTrack()
        points.push(last)
      }
      points.push(reading)
      before = reading
      return text
    },
    endDrone: () => [takeTrack(), before ? '</gx:MultiTrack></Placemark>\n' : '</Placemark>\n'],
    end: () => '</Document></kml>\n',
  }
}

const hasHeight = ({ altitudeM }: StoredReading): boolean => altitudeM !== null
const dataOf = (name: string, value: string) => `<Data name="${name}"><value>${toXml(value)}</value></Data>`
const coordOf = ({ latitudeDeg, longitudeDeg, altitudeM }: StoredReading): string =>
  `<gx:coord>${toDecimal(longitudeDeg)} ${toDecimal(latitudeDeg)} ${toDecimal(altitudeM ?? 0)}</gx:coord>\n`
