/** One small chart for each convoy, all on the same scales, so that they can be compared. */
import type { ChartSpec } from './chart-spec.ts'
import { numberIn, type Row } from './rows.ts'

interface Multiple {
  /** The value that its rows share; '' where there is one chart for all. */
  title: string
  rows: readonly Row[]
  /** Rows beyond the most that are shown, of `bars` and `spans`. */
  hidden: number
}

export interface Multiples {
  charts: readonly Multiple[]
  /** Series beyond the most that are shown. */
  hiddenCharts: number
  /** Rows that have no place on an axis, such as an unknown height. */
  unplaced: number
  /** Null for names and for an empty chart. `y` begins at 0 for quantities. */
  xDomain: readonly [number, number] | null
  yDomain: readonly [number, number] | null
  colorDomain: readonly [number, number] | null
}

const mostCharts = 12
/** Names beside each other that can still be read, in one chart. */
const mostNames = 24

/** `span` is that of the axis of time, ms; null: that of the rows. `all` shows every series and every name. */
export function multiplesOf(
  spec: ChartSpec,
  rows: readonly Row[],
  span: readonly [number, number] | null,
  all: boolean,
): Multiples {
  const placed = rows.filter((row) => isPlaced(spec, row))
  const groups = Map.groupBy(placed, (row) => (spec.series ? String(row[spec.series] ?? '—') : ''))
  const titles = [...groups.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const shown = all ? titles : titles.slice(0, mostCharts)
  return {
    charts: shown.map((title) => cut(spec, title, groups.get(title) ?? [], all)),
    hiddenCharts: titles.length - shown.length,
    unplaced: rows.length - placed.length,
    xDomain: spec.x.type === 'time' ? (span ?? xExtent(spec, placed)) : xExtent(spec, placed),
    yDomain: yExtent(spec, placed),
    colorDomain: spec.color ? (fixedDomain(spec.color.column) ?? fromZero(extent(placed, [spec.color.column]))) : null,
  }
}

/** Of too many names those with the greatest values are shown, in the order of the names. */
function cut(spec: ChartSpec, title: string, rows: readonly Row[], all: boolean): Multiple {
  const names = spec.y.type === 'names' ? new Set(rows.map((row) => row[spec.y.column])) : new Set()
  if (all || names.size <= mostNames) return { title, rows, hidden: 0 }
  const weightOf = (row: Row) =>
    spec.kind === 'spans' && spec.xEnd
      ? (numberIn(row, spec.xEnd) ?? 0) - (numberIn(row, spec.x.column) ?? 0)
      : (numberIn(row, spec.x.column) ?? 0)
  const weights = new Map<unknown, number>()
  for (const row of rows) weights.set(row[spec.y.column], (weights.get(row[spec.y.column]) ?? 0) + weightOf(row))
  const kept = new Set(
    [...weights]
      .sort(([, a], [, b]) => b - a)
      .slice(0, mostNames)
      .map(([name]) => name),
  )
  return { title, rows: rows.filter((row) => kept.has(row[spec.y.column])), hidden: names.size - kept.size }
}

function xExtent(spec: ChartSpec, rows: readonly Row[]): readonly [number, number] | null {
  const { column } = spec.x
  const fixed = fixedDomain(column)
  if (fixed) return fixed
  if (spec.kind === 'bars') return fromZero(extent(rows, [column, ...boundsOf(spec)]))
  const reached = extent(rows, spec.xEnd ? [column, spec.xEnd] : [column])
  const lastEdge = extent(rows, [column])?.[1]
  if (!reached || lastEdge === undefined) return null
  const widths = { columns: 1, histogram: stepOf(rows, column), heatmap: stepOf(rows, column) }
  const width = (widths as Partial<Record<ChartSpec['kind'], number>>)[spec.kind] ?? 0
  return [reached[0], Math.max(reached[1], lastEdge + width)]
}

function yExtent(spec: ChartSpec, rows: readonly Row[]): readonly [number, number] | null {
  const { column, type } = spec.y
  if (type === 'names') return null
  const fixed = fixedDomain(column)
  if (fixed) return fixed
  if (spec.kind !== 'heatmap' && spec.kind !== 'map')
    return fromZero(extent(rows, [column, ...boundsOf(spec), ...(spec.reference ? [spec.reference] : [])]))
  const reached = extent(rows, [column])
  return reached && [reached[0], reached[1] + stepOf(rows, column)]
}

/** The whole of what there can be, where a part of it would mislead. */
const fixedDomains: Readonly<Record<string, readonly [number, number]>> = {
  accuracyPct: [0, 100],
  onRoutePct: [0, 100],
  hourOfDay: [0, 24],
}
const fixedDomain = (column: string) => (Object.hasOwn(fixedDomains, column) ? (fixedDomains[column] ?? null) : null)

const boundsOf = ({ low, high }: ChartSpec): string[] => (low && high ? [low, high] : [])

/** The smallest distance between two values: bands and bins are given by their lower edges. */
export function stepOf(rows: readonly Row[], column: string): number {
  const values = [...new Set(rows.map((row) => numberIn(row, column)).filter((value) => value !== null))]
  values.sort((a, b) => a - b)
  const steps = values.slice(1).map((value, index) => value - (values[index] as number))
  return steps.length > 0 ? Math.min(...steps) : 1
}

const isPlaced = (spec: ChartSpec, row: Row): boolean =>
  [spec.x, spec.y].every(({ column, type }) => (type === 'names' ? true : numberIn(row, column) !== null))

function extent(rows: readonly Row[], columns: readonly string[]): [number, number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const row of rows)
    for (const column of columns) {
      const value = numberIn(row, column)
      if (value === null) continue
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
  return low <= high ? [low, high] : null
}

/** A scale from 0, with room above even where everything is 0. */
const fromZero = (domain: readonly [number, number] | null): [number, number] | null =>
  domain && [Math.min(0, domain[0]), Math.max(0, domain[1]) || 1]
