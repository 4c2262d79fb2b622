'use client'

import { useState } from 'react'
import { unknown } from '../../../lib/view/format.ts'
import { MoreRows } from '../more-rows.tsx'
import table from '../result-table.module.css'
import { columnTypeOf } from './sql-chart.ts'
import type { SqlResult } from './sql-request.ts'

const pageRows = 200

/** Rows and columns as the query returned them. */
export function SqlTable({ result: { columns, rows } }: { result: SqlResult }) {
  const [shown, setShown] = useState(pageRows)
  const isNumber = (type: string) => columnTypeOf(type) === 'number'
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
    <section className={table.scroller} aria-label="Rows of the query" tabIndex={0}>
      <table className={table.table}>
        <caption className="sr-only">Rows of the query</caption>
        <thead>
          <tr>
            {columns.map(({ name, type }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name
              <th key={at} scope="col" title={type} data-number={isNumber(type)}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no key of their own
            <tr key={at}>
              {columns.map(({ type }, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <td key={column} className={isNumber(type) ? 'number' : undefined} data-number={isNumber(type)}>
                  {textOf(row[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <MoreRows shown={shown} all={rows.length} onMore={() => setShown(shown + pageRows)} />
    </section>
  )
}

const textOf = (value: unknown): string =>
  value === null || value === undefined ? unknown : typeof value === 'object' ? JSON.stringify(value) : String(value)
