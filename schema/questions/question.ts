/** What a question is: the shape of the registry, and the parts that questions have in common. */
import type { LakeTableName, RollupName } from '../lake-columns.ts'

export const questionGroups = ['mission', 'engagements', 'leadership', 'fleet'] as const
export type QuestionGroup = (typeof questionGroups)[number]

/** `convoyIds`, `droneIds` and `weaponTypes` are lists; an empty one stands for all. */
export type ParameterType = 'instant' | 'convoyIds' | 'droneIds' | 'weaponTypes' | 'integer' | 'number'

export interface QuestionParameter {
  type: ParameterType
  /** Null for what has none. */
  unit: string | null
  description: string
  /** Of an instant: so many hours before the newest reading in the lake. */
  default: number | readonly never[] | { hoursBeforeAsOf: number }
  /** Bounds of a number, both included. */
  min?: number
  max?: number
}

export type ColumnType = 'uuid' | 'instant' | 'integer' | 'number' | 'text' | 'boolean'

export interface QuestionColumn {
  type: ColumnType
  unit: string | null
  description: string
}

/** The chart that shows the result best, by the names of columns. */
export interface QuestionChart {
  kind: 'bar' | 'line' | 'histogram' | 'heatmap' | 'map' | 'spans' | 'points'
  x: string
  y: string
  /** One line, colour or small multiple for each value. */
  series?: string
  color?: string
  /** Bounds of a confidence interval around y. */
  low?: string
  high?: string
}

export interface Question {
  group: QuestionGroup
  title: string
  description: string
  /** `terrain` is the elevation grid of the base map. */
  reads: readonly (LakeTableName | RollupName | 'terrain')[]
  /** What [fromAt, toAt) selects: the minutes or the hours that begin in it, or the events in it. */
  covers: 'minutes' | 'hours' | 'events'
  parameters: Readonly<Record<string, QuestionParameter>>
  /** Bound beside the parameters: facts that are declared elsewhere. */
  constants?: Readonly<Record<string, readonly number[]>>
  /** In order. */
  columns: Readonly<Record<string, QuestionColumn>>
  chart: QuestionChart
  /** The column that says that only every n-th minute was measured; 1: every one. */
  sampledBy?: string
}

export const span = {
  fromAt: { type: 'instant', unit: null, description: 'From this instant on.', default: { hoursBeforeAsOf: 24 } },
  toAt: { type: 'instant', unit: null, description: 'Until before this instant.', default: { hoursBeforeAsOf: 0 } },
} as const satisfies Record<string, QuestionParameter>

const convoyIds = { type: 'convoyIds', unit: null, description: 'Only these convoys; none: all.', default: [] } as const
const droneIds = { type: 'droneIds', unit: null, description: 'Only these drones; none: all.', default: [] } as const

export const convoys = { ...span, convoyIds } as const satisfies Record<string, QuestionParameter>
export const drones = { ...convoys, droneIds } as const satisfies Record<string, QuestionParameter>
export const weapons = {
  ...drones,
  weaponTypes: { type: 'weaponTypes', unit: null, description: 'Only these weapon types; none: all.', default: [] },
} as const satisfies Record<string, QuestionParameter>

export const integerOf = (
  unit: string | null,
  description: string,
  [min, initial, max]: readonly [min: number, initial: number, max: number],
): QuestionParameter => ({ type: 'integer', unit, description, default: initial, min, max })

export const numberOf = (
  unit: string | null,
  description: string,
  [min, initial, max]: readonly [min: number, initial: number, max: number],
): QuestionParameter => ({ type: 'number', unit, description, default: initial, min, max })

const columnOf =
  (type: ColumnType, ofUnit: string | null = null) =>
  (description: string, unit: string | null = ofUnit): QuestionColumn => ({ type, unit, description })

export const id = columnOf('uuid')
export const instant = columnOf('instant')
export const text = columnOf('text')
export const yesNo = columnOf('boolean')
export const count = columnOf('integer')
export const metres = columnOf('number', 'm')
export const seconds = columnOf('number', 's')
export const percent = columnOf('number', '%')
export const degrees = columnOf('number', '°')
export const quantity = columnOf('number')

export const ofConvoy = {
  convoyId: id('The convoy.'),
  convoyCallsign: text('Its callsign now; null when it is no longer in the roster.'),
} as const
export const ofDrone = {
  ...ofConvoy,
  droneId: id('The drone.'),
  droneCallsign: text('Its callsign now; null when it is no longer in the convoy.'),
} as const
export const ofAccuracy = {
  engagements: count('Engagements.'),
  hits: count('Hits among them.'),
  accuracyPct: percent('Hits of all engagements.'),
  wilsonLowPct: percent('Lower bound of the 95 % Wilson interval around the accuracy.'),
  wilsonHighPct: percent('Upper bound of the 95 % Wilson interval around the accuracy.'),
} as const
export const accuracyBand = { y: 'accuracyPct', low: 'wilsonLowPct', high: 'wilsonHighPct' } as const
