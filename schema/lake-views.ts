/** The views of the lake as people who write SQL see them. */
import {
  type LakeTableName,
  type LakeType,
  lakeColumns,
  type RollupName,
  rollupColumns,
  viewColumns,
} from './lake-columns.ts'
import { telemetryFields } from './telemetry.ts'

export interface LakeViewDescription {
  name: LakeTableName | RollupName
  description: string
  columns: readonly { name: string; type: LakeType; description: string }[]
}

const views: Readonly<Record<LakeTableName | RollupName, string>> = {
  telemetry: 'Every reading, as stored. Large: narrow recordedAt, or ask a rollup.',
  minute_by_drone: 'Readings summed up by minute and drone: the rollup for charts over time.',
  hour_by_drone: 'Readings summed up by hour and drone, with histograms.',
  hour_by_cell: 'Readings summed up by hour, convoy and cell of 0.01°: the rollup for maps.',
  engagements: 'Every recorded engagement.',
  leadership_events: 'Every change of the leadership of a convoy: what it was before and after.',
  convoys: 'The convoys of the roster, as it is now.',
  drones: 'The drones of the roster, as it is now.',
  route_points: 'The waypoints of the drones’ routes, as they are now.',
  ingest_minutes: 'Readings received by minute, all processes together.',
}

/** By name of the column; by `view.column` where it means something else there. */
const columns: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(telemetryFields).map(([name, { description }]) => [name, description])),
  convoyId: 'The convoy.',
  droneId: 'The drone.',
  recordedAt: 'When the drone measured it, by its clock.',
  'engagements.recordedAt': 'When it was entered.',
  sequence: 'The drone’s number of the reading.',
  'route_points.sequence': 'Place in the route, from 1.',
  latitudeE7: 'Latitude in parts of 1/10,000,000 of a degree, as stored.',
  longitudeE7: 'Longitude in parts of 1/10,000,000 of a degree, as stored.',
  receivedAt: 'When the server received it.',
  flags: 'What ingest found, as bits: 1 exactly 0,0; 2 implausibly far; 4 late; 8 a value out of bounds.',
  isLate: 'Older than a reading of the drone that was stored before.',
  isDoubtful: 'Its position is exactly 0,0 or implausibly far from the one before.',
  term: 'Term in the reading’s leadership report.',
  leaderId: 'Leader in the reading’s leadership report.',
  stepM: 'Distance from the drone’s reading before, doubtful positions left out; null for its first.',
  stepMs: 'Time since the drone’s reading before, doubtful positions left out; null for its first.',
  engagementId: 'The engagement.',
  engagedAt: 'When it happened.',
  weaponType: 'The weapon.',
  target: 'The target, as entered.',
  hit: 'Whether it hit.',
  bda: 'Battle damage assessment, as entered.',
  'engagements.altitudeM': 'Height of the drone by its newest reading, at most 60 s before.',
  'engagements.speedMps': 'Speed of the drone by its newest reading, at most 60 s before.',
  commandingUnit: 'The convoy’s commanding unit.',
  'engagements.commandingUnit': 'The convoy’s commanding unit when it was exported.',
  at: 'When it changed.',
  ordinal: 'Tells changes of the same instant apart.',
  reason: 'Why it changed.',
  stateBefore: 'State of the leadership before.',
  termBefore: 'Term before.',
  leaderBefore: 'Leader before.',
  stateAfter: 'State of the leadership from then on.',
  termAfter: 'Term from then on.',
  leaderAfter: 'Leader from then on.',
  rivalAfter: 'The second leader of a split brain.',
  callsign: 'Its callsign.',
  status: 'Its status.',
  platformType: 'The type of aircraft.',
  minute: 'The minute, by its first instant.',
  hour: 'The hour, by its first instant.',
  readings: 'How many readings.',
  distanceM: 'Distance flown: the sum of stepM.',
  movingMs: 'Time in motion.',
  altitudeMinM: 'Lowest height.',
  altitudeMaxM: 'Greatest height.',
  altitudeMeanM: 'Mean height.',
  speedMinMps: 'Lowest speed.',
  speedMaxMps: 'Highest speed.',
  speedMeanMps: 'Mean speed.',
  fuelFirstPct: 'Fuel of the first reading.',
  fuelLastPct: 'Fuel of the last reading.',
  fuelMinPct: 'Lowest fuel.',
  linkMinPct: 'Lowest link quality.',
  linkMaxPct: 'Best link quality.',
  linkMeanPct: 'Mean link quality.',
  lateReadings: 'How many of them were late.',
  doubtfulReadings: 'How many of them have a doubtful position.',
  latencySumMs: 'Sum of the times from measurement to receipt.',
  latencyMaxMs: 'Longest time from measurement to receipt.',
  firstAt: 'When the first was measured.',
  lastAt: 'When the last was measured.',
  'minute_by_drone.latitudeDeg': 'Latitude of the last reading.',
  'minute_by_drone.longitudeDeg': 'Longitude of the last reading.',
  maxGapMs: 'Longest time between two readings.',
  cellLatitude: 'Latitude of the cell’s southern edge × 100, a whole number.',
  cellLongitude: 'Longitude of the cell’s western edge × 100, a whole number.',
  duplicates: 'Readings received again; null where not known.',
  speedHistogram: 'Readings by speed, bins of 2 m/s from 0.',
  altitudeHistogram: 'Readings by height, bins of 100 m from -500 m.',
  linkHistogram: 'Readings by link quality, bins of 2 % from 0.',
  latencyHistogram: 'Readings by time from measurement to receipt: bin n from 2^(n/4) ms.',
  accepted: 'Readings that were stored.',
  late: 'Stored readings that were late.',
  refused: 'Readings that were refused.',
}

/** Columns that a view computes are degrees, or say whether (`is…`). */
const typeOfComputed = (name: string): LakeType => (name.startsWith('is') ? 'BOOLEAN' : 'DOUBLE')

const ofFiles: Readonly<Record<string, Readonly<Record<string, LakeType>>>> = { ...lakeColumns, ...rollupColumns }

/** In the order in which they are shown; a column without a sentence has ''. */
export const lakeViews: readonly LakeViewDescription[] = (Object.keys(views) as (keyof typeof views)[]).map((name) => {
  const computed = Object.keys(viewColumns[name] ?? {}).map((column) => [column, typeOfComputed(column)] as const)
  const all = [...Object.entries(ofFiles[name] ?? {}), ...computed]
  return {
    name,
    description: views[name],
    columns: all.map(([column, type]) => ({
      name: column,
      type,
      description: columns[`${name}.${column}`] ?? columns[column] ?? '',
    })),
  }
})
