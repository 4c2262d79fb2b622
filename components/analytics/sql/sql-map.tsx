'use client'

import { useCallback, useMemo } from 'react'
import type { ThemeName } from '../../../lib/looks/palette.ts'
import { useWidth } from '../../ui/use-width.ts'
import { formatValue } from '../column-words.ts'
import { DensityMap } from '../density-map.tsx'
import { stepOf } from '../multiples.ts'
import { pointText } from '../plot-options.ts'
import type { Row } from '../rows.ts'
import { columnTypeOf, sqlRowsOf } from './sql-chart.ts'
import type { SqlResult } from './sql-request.ts'

const nothing = () => {}
/** Cells are told apart by their edges, which are decimal fractions. */
const digits = 4

/** Cells of southDeg, westDeg and readings over the base map. */
export function SqlMap({ result, theme }: { result: SqlResult; theme: ThemeName }) {
  const [place, widthPx] = useWidth<HTMLDivElement>()
  const rows = useMemo(() => sqlRowsOf(result), [result])
  const edgeDeg = useMemo(() => {
    const rounded = rows.map(({ southDeg }) => ({ southDeg: Number(Number(southDeg).toFixed(digits)) }))
    return Math.min(1, Number(stepOf(rounded, 'southDeg').toFixed(digits)))
  }, [rows])
  const describe = useCallback(
    (row: Row) =>
      pointText(
        result.columns.map(
          ({ name, type }) => [name, formatValue(name, { type: columnTypeOf(type) }, row[name])] as const,
        ),
      ),
    [result],
  )
  return (
    <div ref={place}>
      {widthPx === null ? null : <DensityMap {...{ rows, edgeDeg, widthPx, theme, describe }} onPick={nothing} />}
    </div>
  )
}
