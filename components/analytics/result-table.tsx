'use client'

import { useMemo, useState } from 'react'
import { actionWords, partWords } from '../../lib/view/words.ts'
import type { QuestionName } from '../../schema/questions.ts'
import { useView } from '../shell/use-screen.ts'
import { columnLabel, formatValue, isNumeric } from './column-words.ts'
import { mapLinkOf } from './map-link.ts'
import { MoreRows } from './more-rows.tsx'
import styles from './result-table.module.css'
import type { Answer, Row } from './rows.ts'
import { type Order, sortedRows } from './sort-rows.ts'

interface Props {
  name: QuestionName
  title: string
  answer: Answer
  rows: readonly Row[]
  /** Where what was asked ends, ms. */
  toAtMs: number | null
}

const pageRows = 100

/** The rows behind a chart, sortable, each with its way to the map. Ids are in the downloads. */
export function ResultTable({ name, title, answer, rows, toAtMs }: Props) {
  const { theme } = useView()
  const [order, setOrder] = useState<Order | null>(null)
  const [shown, setShown] = useState(pageRows)
  const sorted = useMemo(() => (order ? sortedRows(rows, order) : rows), [rows, order])
  const columns = answer.columns.filter(({ type }) => type !== 'uuid')
  const sort = (column: string) =>
    setOrder({ column, isDescending: order?.column === column ? !order.isDescending : false })
  return (
    <div className={styles.scroller}>
      <table className={styles.table}>
        <caption className="sr-only">{title}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.name}
                scope="col"
                title={column.description}
                data-number={isNumeric(column)}
                aria-sort={
                  order?.column === column.name ? (order.isDescending ? 'descending' : 'ascending') : undefined
                }
              >
                <button type="button" onClick={() => sort(column.name)}>
                  <span>{columnLabel(column.name, column.unit)}</span>
                  <span aria-hidden="true">
                    {order?.column === column.name ? (order.isDescending ? ' ▼' : ' ▲') : ''}
                  </span>
                </button>
              </th>
            ))}
            <th scope="col">{partWords.map}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, shown).map((row, at) => {
            const href = mapLinkOf(name, row, toAtMs, theme)
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no key of their own
              <tr key={at}>
                {columns.map((column) => (
                  <td
                    key={column.name}
                    className={isNumeric(column) ? 'number' : undefined}
                    data-number={isNumeric(column)}
                  >
                    {formatValue(column.name, column, row[column.name])}
                  </td>
                ))}
                <td>
                  {href ? (
                    <a href={href} title={actionWords.showOnMap} aria-label={actionWords.showOnMap}>
                      Show
                    </a>
                  ) : null}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <MoreRows shown={shown} all={rows.length} onMore={() => setShown(shown + pageRows)} />
    </div>
  )
}
