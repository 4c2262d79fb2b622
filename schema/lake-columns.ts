/** The files of the lake: their columns, and the order of their rows. docs/lake.md describes them for other engines. */
import { readingFlag, telemetryFieldNames, telemetryFields } from './telemetry.ts'

/** Types of columns, as DuckDB spells them. TIMESTAMP is UTC without a zone. */
export type LakeType = 'UUID' | 'TIMESTAMP' | 'INTEGER' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'VARCHAR' | 'INTEGER[]'

/** Tables whose rows come from the store. */
export type LakeTableName =
  | 'telemetry'
  | 'engagements'
  | 'leadership_events'
  | 'convoys'
  | 'drones'
  | 'route_points'
  | 'ingest_minutes'

/** Tables that are derived from the telemetry of the same hour by schema/lake/<name>.sql. */
export const rollupNames = ['minute_by_drone', 'hour_by_cell', 'hour_by_drone'] as const
export type RollupName = (typeof rollupNames)[number]

type Columns = Readonly<Record<string, LakeType>>

/** Positions are stored as whole numbers of this many parts of a degree: a centimetre. */
export const positionScale = 1e7
const positions = { latitudeDeg: 'latitudeE7', longitudeDeg: 'longitudeE7' } as const

const measuredColumns: Columns = Object.fromEntries(
  telemetryFieldNames
    .filter((name) => !('required' in telemetryFields[name]))
    .map((name) => [name, 'DOUBLE'] satisfies [string, LakeType]),
)

/** The columns of each table's files, in order. Instants of rows from the store are whole milliseconds. */
export const lakeColumns: Readonly<Record<LakeTableName, Columns>> = {
  telemetry: {
    convoyId: 'UUID',
    droneId: 'UUID',
    recordedAt: 'TIMESTAMP',
    sequence: 'INTEGER',
    ...Object.fromEntries(Object.values(positions).map((name) => [name, 'INTEGER'] satisfies [string, LakeType])),
    ...measuredColumns,
    receivedAt: 'TIMESTAMP',
    flags: 'INTEGER',
    term: 'INTEGER',
    leaderId: 'UUID',
    stepM: 'DOUBLE',
    stepMs: 'INTEGER',
  },
  engagements: {
    convoyId: 'UUID',
    droneId: 'UUID',
    engagementId: 'UUID',
    engagedAt: 'TIMESTAMP',
    recordedAt: 'TIMESTAMP',
    weaponType: 'VARCHAR',
    target: 'VARCHAR',
    hit: 'BOOLEAN',
    bda: 'VARCHAR',
    altitudeM: 'DOUBLE',
    speedMps: 'DOUBLE',
    commandingUnit: 'VARCHAR',
  },
  leadership_events: {
    convoyId: 'UUID',
    at: 'TIMESTAMP',
    ordinal: 'INTEGER',
    reason: 'VARCHAR',
    stateBefore: 'VARCHAR',
    termBefore: 'INTEGER',
    leaderBefore: 'UUID',
    stateAfter: 'VARCHAR',
    termAfter: 'INTEGER',
    leaderAfter: 'UUID',
    rivalAfter: 'UUID',
  },
  convoys: { convoyId: 'UUID', callsign: 'VARCHAR', commandingUnit: 'VARCHAR', status: 'VARCHAR' },
  drones: { droneId: 'UUID', convoyId: 'UUID', callsign: 'VARCHAR', platformType: 'VARCHAR' },
  route_points: {
    convoyId: 'UUID',
    droneId: 'UUID',
    sequence: 'INTEGER',
    latitudeDeg: 'DOUBLE',
    longitudeDeg: 'DOUBLE',
    altitudeM: 'DOUBLE',
  },
  ingest_minutes: {
    minute: 'TIMESTAMP',
    accepted: 'BIGINT',
    duplicates: 'BIGINT',
    late: 'BIGINT',
    refused: 'BIGINT',
  },
}

/** The columns that schema/lake/<name>.sql yields, in order. */
export const rollupColumns: Readonly<Record<RollupName, Columns>> = {
  minute_by_drone: {
    convoyId: 'UUID',
    droneId: 'UUID',
    minute: 'TIMESTAMP',
    readings: 'BIGINT',
    distanceM: 'DOUBLE',
    movingMs: 'BIGINT',
    altitudeMinM: 'DOUBLE',
    altitudeMaxM: 'DOUBLE',
    altitudeMeanM: 'DOUBLE',
    speedMinMps: 'DOUBLE',
    speedMaxMps: 'DOUBLE',
    speedMeanMps: 'DOUBLE',
    fuelFirstPct: 'DOUBLE',
    fuelLastPct: 'DOUBLE',
    fuelMinPct: 'DOUBLE',
    linkMinPct: 'DOUBLE',
    linkMaxPct: 'DOUBLE',
    linkMeanPct: 'DOUBLE',
    lateReadings: 'BIGINT',
    doubtfulReadings: 'BIGINT',
    latencySumMs: 'BIGINT',
    latencyMaxMs: 'BIGINT',
    firstAt: 'TIMESTAMP',
    lastAt: 'TIMESTAMP',
    latitudeDeg: 'DOUBLE',
    longitudeDeg: 'DOUBLE',
    maxGapMs: 'INTEGER',
  },
  hour_by_cell: {
    convoyId: 'UUID',
    hour: 'TIMESTAMP',
    cellLatitude: 'INTEGER',
    cellLongitude: 'INTEGER',
    readings: 'BIGINT',
    linkMeanPct: 'DOUBLE',
    linkMinPct: 'DOUBLE',
    speedMeanMps: 'DOUBLE',
    altitudeMeanM: 'DOUBLE',
  },
  hour_by_drone: {
    convoyId: 'UUID',
    droneId: 'UUID',
    hour: 'TIMESTAMP',
    readings: 'BIGINT',
    distanceM: 'DOUBLE',
    lateReadings: 'BIGINT',
    duplicates: 'BIGINT',
    speedHistogram: 'INTEGER[]',
    altitudeHistogram: 'INTEGER[]',
    linkHistogram: 'INTEGER[]',
    latencyHistogram: 'INTEGER[]',
  },
}

/** Columns that a view has besides those of its files, by expression. */
export const viewColumns: Readonly<Partial<Record<LakeTableName | RollupName, Readonly<Record<string, string>>>>> = {
  telemetry: {
    latitudeDeg: `latitudeE7 / ${positionScale}`,
    longitudeDeg: `longitudeE7 / ${positionScale}`,
    isLate: `(flags & ${readingFlag.late}) <> 0`,
    isDoubtful: `(flags & ${readingFlag.nullIsland | readingFlag.implausible}) <> 0`,
  },
}

/**
 * The fixed bins of the histograms in hour_by_drone. Bin 0 begins at `from`; each is `width` wide; what lies below the first or
 * above the last counts in that one. Unit as in `unit`.
 */
export interface HistogramBins {
  unit: string
  from: number
  width: number
  bins: number
}

export const histogramBins = {
  speedHistogram: { unit: 'm/s', from: 0, width: 2, bins: 100 },
  altitudeHistogram: { unit: 'm', from: -500, width: 100, bins: 105 },
  linkHistogram: { unit: '%', from: 0, width: 2, bins: 50 },
  /** Of the logarithm: bin n holds latencies from 2^(n/4) ms to before 2^((n+1)/4) ms; bin 0 also less than 1 ms. */
  latencyHistogram: { unit: 'log2 ms', from: 0, width: 0.25, bins: 120 },
} as const satisfies Record<string, HistogramBins>

export const isRollup = (name: string): name is RollupName => (rollupNames as readonly string[]).includes(name)
