'use client'

import { useCallback, useMemo } from 'react'
import { screenColors, type ThemeName } from '../../lib/looks/palette.ts'
import { formatCount } from '../../lib/view/format.ts'
import type { QuestionName } from '../../schema/questions.ts'
import type { Brush, Picked } from './brush.ts'
import { brushableOf, pickedOf } from './brush.ts'
import type { BrushRange } from './brush-overlay.ts'
import { type ChartSpec, questionOf } from './chart-spec.ts'
import styles from './charts.module.css'
import { columnLabel, formatValue } from './column-words.ts'
import { DensityMap } from './density-map.tsx'
import type { Multiples } from './multiples.ts'
import { PlotFigure } from './plot-figure.tsx'
import { pointText } from './plot-options.ts'
import type { Row } from './rows.ts'

export interface ChartsProps {
  name: QuestionName
  spec: ChartSpec
  multiples: Multiples
  /** Every row, hidden ones included. */
  rows: readonly Row[]
  /** Edge of a cell of a map. */
  cellEdgeDeg: number
  widthPx: number
  theme: ThemeName
  /** What is picked in these charts. */
  brush: Brush | null
  onBrush(picked: Picked | null, isDone: boolean): void
  onPick(row: Row): void
  isDragging: boolean
}

const narrowestPx = 340
const gapPx = 16

/** The charts of a question: one, or a small one for each convoy. */
export function Charts(props: ChartsProps) {
  const { name, spec, multiples, rows, widthPx, theme, brush, onBrush, onPick } = props
  const describe = useCallback((row: Row) => describeRow(name, row), [name])
  const isPicked = useMemo(() => pickedTest(name, brush), [name, brush])
  if (spec.kind === 'map')
    return <DensityMap {...{ rows, widthPx, theme, describe, onPick }} edgeDeg={props.cellEdgeDeg} />
  const brushable = brushableOf(name)
  const across = multiples.charts.length > 1 ? Math.max(1, Math.floor((widthPx + gapPx) / (narrowestPx + gapPx))) : 1
  const chartPx = Math.floor((widthPx - gapPx * (across - 1)) / across)
  const held = brush?.picked.kind === 'time' ? ([brush.picked.fromMs, brush.picked.toMs] as const) : null
  const toPicked = (range: BrushRange, chartRows: readonly Row[]): Picked | null => {
    if (!range || !brushable) return null
    if (range.kind === 'span') return { kind: 'time', fromMs: range.fromMs, toMs: range.toMs }
    const names = new Set(range.names)
    const within = chartRows.filter((row) =>
      names.has(formatValue(spec.y.column, { type: 'text' }, row[spec.y.column])),
    )
    return pickedOf(brushable, within, rows.length)
  }
  return (
    <ul
      className={styles.charts}
      data-dragging={props.isDragging}
      style={{ gridTemplateColumns: `repeat(${across}, minmax(0, 1fr))` }}
    >
      {multiples.charts.map((chart) => (
        <li key={chart.title}>
          {chart.title === '' ? null : (
            <h3 className={styles.title} data-chart-title="">
              {chart.title}
            </h3>
          )}
          <PlotFigure
            {...{ spec, describe, isPicked, onPick, isDragging: props.isDragging }}
            title={chart.title}
            rows={chart.rows}
            domains={multiples}
            widthPx={chartPx}
            colors={screenColors[theme]}
            brushAxis={brushable?.axis ?? null}
            brushed={held}
            onBrush={(range) => onBrush(toPicked(range, chart.rows), range?.isDone ?? true)}
          />
          {chart.hidden > 0 ? (
            <p
              className={styles.note}
            >{`The greatest are shown; ${formatCount(chart.hidden)} more are in the table.`}</p>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

/** Ids are left out: names stand for them. */
function describeRow(name: QuestionName, row: Row): string {
  const { columns } = questionOf(name)
  const lines = Object.entries(columns)
    .filter(([, { type }]) => type !== 'uuid')
    .map(([column, about]) => [columnLabel(column, about.unit), formatValue(column, about, row[column])] as const)
  return pointText(lines)
}

function pickedTest(name: QuestionName, brush: Brush | null): ((row: Row) => boolean) | null {
  const picked = brush?.picked
  const column = brushableOf(name)?.column
  if (!picked || picked.kind === 'time' || !column) return null
  const values = new Set(picked.values)
  return (row) => values.has(String(row[column]))
}
