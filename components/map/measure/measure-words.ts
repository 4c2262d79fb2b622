import type { FleetPicture } from '../../../lib/feed/feed.ts'
import { mgrsReference } from '../../../lib/geo/mgrs.ts'
import type { RangeBearing } from '../../../lib/geo/range-bearing.ts'
import { formatBearing, formatDegrees, formatRange } from '../../../lib/view/format.ts'
import { freshnessWords } from '../../../lib/view/words.ts'
import type { GeoPoint } from '../../../schema/convoys.ts'
import type { DroneId } from '../../../schema/ids.ts'
import type { MapRoster } from '../map-view.ts'

/** One end of a measured line; with a drone it is where that drone is shown. */
export interface MeasureEnd {
  point: GeoPoint
  droneId: DroneId | null
}

/** Of the map's props: what is known of the drones. */
export interface Shown {
  roster: Pick<MapRoster, 'drones'>
  feed: { readonly picture: Pick<FleetPicture, 'drones'> }
}

export interface Measurement {
  from: MeasureEnd | null
  to: MeasureEnd | null
  /** Null without both ends. */
  measured: RangeBearing | null
  /** The end is set, it no longer follows the pointer. */
  isSet: boolean
}

/** What stands beside the line, one entry a row. */
export function measureWords({ from, to, measured, isSet }: Measurement, props: Shown): string[] {
  if (!from) return ['Set the start of the line']
  if (!to || !measured) return [`From ${endWords(from, props)}`, 'Set the end of the line']
  return [
    formatRange(measured.rangeM),
    bearings(measured),
    `From ${endWords(from, props)}`,
    `To ${endWords(to, props)}`,
    isSet ? '' : 'Click to set the end',
  ].filter(Boolean)
}

const bearings = ({ bearingDeg, backBearingDeg }: RangeBearing) =>
  Number.isNaN(bearingDeg)
    ? 'No bearing: one point'
    : `${formatBearing(bearingDeg)} true, back ${formatBearing(backBearingDeg)}`

/** A drone by its callsign, with its state unless it is live; else the MGRS reference, or degrees where there is none. */
function endWords({ point, droneId }: MeasureEnd, { roster, feed }: Shown): string {
  const { latitudeDeg, longitudeDeg } = { ...point, longitudeDeg: wrapped(point.longitudeDeg) }
  const reference = mgrsReference(latitudeDeg, longitudeDeg) ?? formatDegrees(latitudeDeg, longitudeDeg)
  if (droneId === null) return reference
  const callsign = roster.drones.get(droneId)?.callsign ?? droneId
  const freshness = feed.picture.drones.get(droneId)?.freshness ?? 'unknown'
  return freshness === 'live'
    ? `${callsign}, ${reference}`
    : `${callsign} (${freshnessWords[freshness].word}), ${reference}`
}

const wrapped = (longitudeDeg: number): number => ((((longitudeDeg + 180) % 360) + 360) % 360) - 180
