import type { StoredReading } from '../../../../schema/telemetry.ts'
import { placeInTrack, toDecimal, toIso, toXml, xmlHeader } from './track.ts'
import type { ExportedDrone, ExportWriter } from './writer.ts'

const root =
  '<gpx version="1.1" creator="Convoy Tracker" xmlns="http://www.topografix.com/GPX/1/1" ' +
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
  'xsi:schemaLocation="http://www.topografix.com/GPX/1/1 http://www.topografix.com/GPX/1/1/gpx.xsd">'

/** GPX 1.1: a `trk` a drone, a `trkseg` between gaps. */
export function createGpxWriter(): ExportWriter {
  let gapMs = 0
  let before: StoredReading | null = null

  return {
    begin: (title) => `${xmlHeader}${root}\n<metadata><name>${toXml(title)}</name></metadata>\n`,
    beginDrone(drone: ExportedDrone) {
      gapMs = drone.gapMs
      before = null
      const { callsign, droneId, platformType } = drone
      return `<trk><name>${toXml(callsign)}</name><desc>${droneId}</desc><type>${platformType}</type>`
    },
    reading(reading) {
      const place = placeInTrack(reading, before, gapMs)
      if (place === 'none') return ''
      const joint = place === 'next' ? '' : before ? '</trkseg><trkseg>\n' : '<trkseg>\n'
      before = reading
      return joint + pointOf(reading)
    },
    endDrone: () => [before ? '</trkseg></trk>\n' : '</trk>\n'],
    end: () => '</gpx>\n',
  }
}

function pointOf({ latitudeDeg, longitudeDeg, altitudeM, recordedAtMs }: StoredReading): string {
  // The schema excludes 180, which is the same meridian.
  const lon = toDecimal(longitudeDeg === 180 ? -180 : longitudeDeg)
  const ele = altitudeM === null ? '' : `<ele>${toDecimal(altitudeM)}</ele>`
  return `<trkpt lat="${toDecimal(latitudeDeg)}" lon="${lon}">${ele}<time>${toIso(recordedAtMs)}</time></trkpt>\n`
}
