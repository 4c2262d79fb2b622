/** From a chart's spec and rows to what Observable Plot draws. */
import * as Plot from '@observablehq/plot'
import { utcFormat } from 'd3'
import { fonts } from '../../lib/looks/fonts.ts'
import type { ScreenColors } from '../../lib/looks/palette.ts'
import { sizes } from '../../lib/looks/sizes.ts'
import { unknown } from '../../lib/view/format.ts'
import type { ChartSpec } from './chart-spec.ts'
import { formatValue } from './column-words.ts'
import { type Multiples, stepOf } from './multiples.ts'
import { fittedName, nameWidthPx } from './name-width.ts'
import { numberIn, type Row } from './rows.ts'
import { runsOf } from './runs.ts'

export interface ChartInput {
  spec: ChartSpec
  title: string
  rows: readonly Row[]
  domains: Pick<Multiples, 'xDomain' | 'yDomain' | 'colorDomain'>
  widthPx: number
  colors: ScreenColors
  /** Null: nothing is picked, and all stand out alike. */
  isPicked: ((row: Row) => boolean) | null
  /** What stands in the box beside a point: a line each. */
  describe(row: Row): string
}

const nameRowPx = 18
/** Beside the bars; the box of a bar and the table have the whole name. */
const mostNamePx = 174
/** On a line; more would hide it. */
const mostDots = 60
/** Of what is not picked. */
const dimmed = 0.35
const plainHeightPx = 180
/** Numbers of six digits stand apart. */
const pxATick = 110
/** From here on distances are in kilometres. */
const farM = 20_000

const at = (column: string) => (row: Row) => numberIn(row, column)
const name =
  ({ column }: ChartSpec['y']) =>
  (row: Row) =>
    formatValue(column, { type: 'text' }, row[column])

export function plotOptionsOf(input: ChartInput): Plot.PlotOptions {
  const { spec, rows, colors, widthPx, title } = input
  const isNamed = spec.y.type === 'names'
  const names = isNamed ? namesOf(spec, rows) : []
  return {
    width: widthPx,
    height: isNamed ? names.length * nameRowPx + 56 : plainHeightPx,
    marginLeft: isNamed ? nameMarginPx(names) : 52,
    marginRight: 20,
    marginTop: 22,
    marginBottom: 34,
    style: { background: 'transparent', color: colors.text2, fontFamily: fonts.words, fontSize: `${sizes.textS}px` },
    // A bucket may begin before the span that is drawn, or end after it.
    clip: true,
    ariaLabel: title === '' ? `${spec.y.label}, ${spec.x.label}` : `${title}: ${spec.y.label}, ${spec.x.label}`,
    x: {
      ...scaleOf(spec.x, input.domains.xDomain, Math.max(2, Math.round(widthPx / pxATick))),
      ...(spec.kind === 'columns' && wholeTicks(input.domains.xDomain)),
    },
    y: isNamed
      ? { type: 'band', domain: names, label: null, tickFormat: (text: string) => fittedName(text, mostNamePx) }
      : scaleOf(spec.y, input.domains.yDomain),
    ...(spec.color && { color: colorScale(input) }),
    marks: [
      Plot.gridX({ color: colors.lineStrong, opacity: 1 }),
      isNamed ? null : Plot.gridY({ color: colors.lineStrong, opacity: 1 }),
      marksOf(input),
      tipOf(input),
    ],
  }
}

export const namesOf = (spec: ChartSpec, rows: readonly Row[]): string[] =>
  [...new Set(rows.map(name(spec.y)))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))

const nameMarginPx = (names: readonly string[]): number =>
  16 + Math.min(mostNamePx, Math.max(0, ...names.map(nameWidthPx)))

const clock = utcFormat('%H:%M')
const day = utcFormat('%d %b')
/** Hours within a day, days between them. */
const tickOf = (atMs: Date | number) =>
  (new Date(atMs).getUTCHours() + new Date(atMs).getUTCMinutes() ? clock : day)(new Date(atMs))

function scaleOf(
  { label, type }: ChartSpec['x'],
  domain: readonly [number, number] | null,
  ticks = 5,
): Plot.ScaleOptions {
  const inKm = type === 'number' && label.endsWith(', m') && domain !== null && domain[1] >= farM
  const [divisor, shown] = inKm ? [1_000, `${label.slice(0, -1)}km`] : [1, label]
  const common = {
    ...({ label: shown, labelArrow: 'none', ticks } as const),
    ...(domain && { domain: domain.map((value) => value / divisor) }),
    ...(inKm && { transform: (valueM: number) => valueM / divisor }),
  }
  return type === 'time'
    ? { ...common, type: 'utc', tickFormat: tickOf }
    : { ...common, type: 'linear', ...(domain === null && { domain: [0, 1] }) }
}

/** Columns stand on whole numbers. */
const wholeTicks = (domain: readonly [number, number] | null) =>
  domain && { ticks: Math.min(12, domain[1] - domain[0]), tickFormat: 'd' }

/** Lightness alone carries the value, so that every eye and both themes read it. */
const colorScale = ({ spec, domains, colors }: ChartInput): Plot.ScaleOptions => ({
  type: 'linear',
  legend: true,
  range: [colors.groundRaised, colors[spec.tone]],
  interpolate: 'lab',
  label: spec.color?.label ?? null,
  ...(domains.colorDomain && { domain: [...domains.colorDomain] }),
})

function marksOf(input: ChartInput): Plot.Markish[] {
  const { spec, rows, colors } = input
  const { isPicked } = input
  const fill = colors[spec.tone]
  const fillOpacity = isPicked ? { value: (row: Row) => (isPicked(row) ? 1 : dimmed), scale: null } : 1
  const x = at(spec.x.column)
  const from0 = { y1: 0, y2: at(spec.y.column) }
  switch (spec.kind) {
    case 'bars':
      return [
        Plot.barX(rows, { x1: 0, x2: x, y: name(spec.y), fill, fillOpacity, insetTop: 3, insetBottom: 3 }),
        whiskers(input),
        Plot.ruleX([0], { stroke: colors.lineStrong }),
      ]
    case 'columns':
      return [
        Plot.rect(rows, { x1: x, x2: (row: Row) => (x(row) ?? 0) + 1, ...from0, fill, insetLeft: 1, insetRight: 1 }),
        whiskers(input),
      ]
    case 'histogram':
      return [Plot.rect(rows, { x1: x, x2: binEnds(spec, rows), ...from0, fill, insetLeft: 0.5, insetRight: 0.5 })]
    case 'spans':
      return [
        Plot.barX(rows, {
          ...{ x1: x, x2: at(spec.xEnd ?? spec.x.column), y: name(spec.y), fill, insetTop: 4, insetBottom: 4 },
          // A moment is seen too.
          ...{ stroke: fill, strokeWidth: 1 },
        }),
      ]
    case 'heatmap':
      return [heatCells(input)]
    default:
      return lineMarks(input)
  }
}

/** Buckets of time that are missing are gaps in the line; single engagements are not buckets. */
function lineMarks({ spec, rows, colors }: ChartInput): Plot.Markish[] {
  const { low, high, reference } = spec
  const [x, y, stroke] = [at(spec.x.column), at(spec.y.column), colors[spec.tone]]
  const hasBuckets = spec.x.type === 'time' && !low
  const { run, alone } = hasBuckets ? runsOf(rows, spec.x.column) : { run: new Map<Row, number>(), alone: [] }
  const z = (row: Row) => run.get(row) ?? 0
  return [
    low && high ? Plot.areaY(rows, { x, y1: at(low), y2: at(high), fill: stroke, fillOpacity: 0.18 }) : null,
    reference ? Plot.lineY(rows, { x, y: at(reference), stroke: colors.text2, strokeDasharray: '4 3' }) : null,
    Plot.lineY(rows, { x, y, z, stroke, strokeWidth: 1.5 }),
    Plot.dot(rows.length <= mostDots ? rows : alone, { x, y, fill: stroke, r: 2 }),
  ]
}

function whiskers({ spec, rows, colors }: ChartInput): Plot.Markish {
  const { low, high } = spec
  if (!low || !high) return null
  const [from, to] = [at(low), at(high)]
  return spec.kind === 'bars'
    ? Plot.ruleY(rows, { x1: from, x2: to, y: name(spec.y), stroke: colors.text, strokeWidth: 1.5 })
    : Plot.ruleX(rows, {
        x: (row: Row) => (numberIn(row, spec.x.column) ?? 0) + 0.5,
        y1: from,
        y2: to,
        stroke: colors.text,
      })
}

/** The last bin of a histogram is open: it is drawn as wide as the one before. */
function binEnds(spec: ChartSpec, rows: readonly Row[]): (row: Row) => number {
  const width = stepOf(rows, spec.x.column)
  return (row) => numberIn(row, spec.xEnd) ?? (numberIn(row, spec.x.column) ?? 0) + width
}

function heatCells({ spec, rows }: ChartInput): Plot.Markish {
  const [x, y] = [at(spec.x.column), at(spec.y.column)]
  const [width, height] = [stepOf(rows, spec.x.column), stepOf(rows, spec.y.column)]
  return Plot.rect(rows, {
    ...{ x1: x, x2: (row: Row) => (x(row) ?? 0) + width, y1: y, y2: (row: Row) => (y(row) ?? 0) + height },
    ...{ fill: at(spec.color?.column ?? ''), inset: 0.5 },
  })
}

/** The box beside the point under the mouse; a press keeps it. */
function tipOf({ spec, rows, colors, describe }: ChartInput): Plot.Markish {
  const isNamed = spec.y.type === 'names'
  const options: Plot.TipOptions = {
    ...(spec.kind === 'spans'
      ? { x1: at(spec.x.column), x2: at(spec.xEnd ?? spec.x.column) }
      : spec.kind === 'columns'
        ? { x: (row: Row) => (numberIn(row, spec.x.column) ?? 0) + 0.5 }
        : spec.kind === 'heatmap'
          ? middleOfCell(spec, rows)
          : { x: at(spec.x.column) }),
    ...(spec.kind !== 'heatmap' && { y: isNamed ? name(spec.y) : at(spec.y.column) }),
    ...{ title: describe, fill: colors.panelSolid, stroke: colors.lineStrong, lineWidth: 22, clip: false },
  }
  return Plot.tip(
    rows,
    isNamed ? Plot.pointerY(options) : spec.kind === 'heatmap' ? Plot.pointer(options) : Plot.pointerX(options),
  )
}

const middleOfCell = (spec: ChartSpec, rows: readonly Row[]) => {
  const [width, height] = [stepOf(rows, spec.x.column), stepOf(rows, spec.y.column)]
  return {
    x: (row: Row) => (numberIn(row, spec.x.column) ?? 0) + width / 2,
    y: (row: Row) => (numberIn(row, spec.y.column) ?? 0) + height / 2,
  }
}

/** What the box says: name and value of each, a line each. */
export const pointText = (lines: readonly (readonly [string, string])[]): string =>
  lines
    .filter(([, value]) => value !== unknown)
    .map(([label, value]) => `${label}: ${value}`)
    .join('\n')
