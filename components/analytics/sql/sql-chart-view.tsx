'use client'

import { useCallback, useMemo, useState } from 'react'
import { screenColors, type ThemeName } from '../../../lib/looks/palette.ts'
import { useWidth } from '../../ui/use-width.ts'
import charts from '../charts.module.css'
import { formatValue } from '../column-words.ts'
import { multiplesOf } from '../multiples.ts'
import { PlotFigure } from '../plot-figure.tsx'
import { pointText } from '../plot-options.ts'
import type { Row } from '../rows.ts'
import { columnTypeOf, type SqlAxes, sqlChartSpec, sqlRowsOf, suggestAxes } from './sql-chart.ts'
import styles from './sql-page.module.css'
import type { SqlResult } from './sql-request.ts'

const nothing = () => {}

/** A chart of any result, on axes that the reader may change. */
export function SqlChart({ result, theme }: { result: SqlResult; theme: ThemeName }) {
  const [chosen, setAxes] = useState<SqlAxes | null>(null)
  const [place, widthPx] = useWidth<HTMLDivElement>()
  const axes = useMemo(() => chosen ?? suggestAxes(result), [chosen, result])
  const rows = useMemo(() => sqlRowsOf(result), [result])
  const spec = useMemo(() => axes && sqlChartSpec(result, axes), [result, axes])
  const multiples = useMemo(() => spec && multiplesOf(spec, rows, null, false), [spec, rows])
  const describe = useCallback((row: Row) => describeRow(result, row), [result])
  if (!axes || !spec || !multiples) return null
  const numbers = result.columns.filter(({ type }) => columnTypeOf(type) === 'number')
  const select = (label: string, key: keyof SqlAxes, columns: SqlResult['columns'], none: string | null) => (
    <label>
      <span>{label}</span>
      <select
        value={axes[key] ?? ''}
        onChange={({ target }) => setAxes({ ...axes, [key]: target.value === '' ? null : target.value })}
      >
        {none === null ? null : <option value="">{none}</option>}
        {columns.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  )
  return (
    <div ref={place}>
      <div className={styles.axes}>
        {select('Along', 'x', result.columns, null)}
        {select('Value', 'y', numbers, null)}
        {select('A chart for each', 'series', result.columns, 'one chart')}
      </div>
      <ul className={charts.charts}>
        {widthPx === null
          ? null
          : multiples.charts.map(({ title, rows: own, hidden }) => (
              <li key={title}>
                {title === '' ? null : <h3 className={charts.title}>{title}</h3>}
                <PlotFigure
                  {...{ spec, title, widthPx, describe }}
                  rows={own}
                  domains={multiples}
                  colors={screenColors[theme]}
                  isPicked={null}
                  brushAxis={null}
                  isDragging={false}
                  brushed={null}
                  onBrush={nothing}
                  onPick={nothing}
                />
                {hidden > 0 ? (
                  <p className={charts.note}>{`The greatest are shown; ${hidden} more are in the table.`}</p>
                ) : null}
              </li>
            ))}
      </ul>
      {multiples.hiddenCharts > 0 ? (
        <p className={charts.note}>{`${multiples.hiddenCharts} more charts are not shown.`}</p>
      ) : null}
    </div>
  )
}

const describeRow = ({ columns }: SqlResult, row: Row): string =>
  pointText(
    columns.map(({ name, type }) => [name, formatValue(name, { type: columnTypeOf(type) }, row[name])] as const),
  )
