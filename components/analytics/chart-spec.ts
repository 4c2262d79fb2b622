/** What the chart of a question shows, worked out of the registry: no pixels yet. */
import type { ScreenColors } from '../../lib/looks/palette.ts'
import type { Question, QuestionColumn } from '../../schema/questions/question.ts'
import { type QuestionName, questions } from '../../schema/questions.ts'
import { columnLabel } from './column-words.ts'

interface Axis {
  column: string
  label: string
  type: 'time' | 'number' | 'names'
}

export interface ChartSpec {
  /** `bars` lie, with names beside them; `columns` stand on numbers. */
  kind: 'bars' | 'columns' | 'line' | 'histogram' | 'heatmap' | 'map' | 'spans'
  x: Axis
  y: Axis
  /** Shown by lightness. */
  color: Axis | null
  /** Where a span or a bin ends. */
  xEnd: string | null
  /** Bounds of a confidence interval. */
  low: string | null
  high: string | null
  /** Drawn dashed beside a line, to compare with. */
  reference: string | null
  /** One small chart for each value. */
  series: string | null
  /** The same meaning as on the map. */
  tone: keyof ScreenColors
}

export const questionOf = (name: QuestionName): Question => questions[name]

const tones: Partial<Record<QuestionName, keyof ScreenColors>> = {
  tenures: 'leader',
  'coverage-gaps': 'watch',
  'deviation-from-route': 'watch',
  'time-without-leader': 'bad',
  'link-before-loss': 'link',
  'link-over-terrain': 'link',
  'elections-per-hour': 'leader',
  'leadership-reasons': 'leader',
  'late-by-drone': 'watch',
  'ingest-shares': 'watch',
}
const references: Partial<Record<QuestionName, string>> = { 'link-before-loss': 'usualLinkMeanPct' }

export function chartSpecOf(name: QuestionName): ChartSpec {
  const { chart, columns } = questionOf(name)
  const axis = (column: string): Axis => {
    const { type, unit } = columns[column] as QuestionColumn
    const isNumber = type === 'integer' || type === 'number'
    return {
      column,
      label: type === 'instant' ? 'UTC' : columnLabel(column, unit),
      type: type === 'instant' ? 'time' : isNumber ? 'number' : 'names',
    }
  }
  const end = chart.x.replace('From', 'To')
  const [x, y] = [axis(chart.x), axis(chart.y)]
  const lies = chart.kind === 'bar' && x.type === 'names'
  return {
    kind: kindOf(chart.kind, lies),
    x: lies ? y : x,
    y: lies ? x : y,
    color: chart.color === undefined ? null : axis(chart.color),
    xEnd: end !== chart.x && end in columns ? end : null,
    low: chart.low ?? null,
    high: chart.high ?? null,
    reference: references[name] ?? null,
    series: chart.series ?? null,
    tone: tones[name] ?? 'friendly',
  }
}

function kindOf(kind: Question['chart']['kind'], lies: boolean): ChartSpec['kind'] {
  if (kind === 'bar') return lies ? 'bars' : 'columns'
  return kind === 'points' ? 'line' : kind
}
