'use client'

import { useState } from 'react'
import { formatAge, formatCount, formatUtcInstant } from '../../../lib/view/format.ts'
import { useScreen, useView } from '../../shell/use-screen.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { saveFile } from '../downloads.ts'
import { newQueryId } from '../queries.ts'
import type { ResultView } from './sql-address.ts'
import { isMappable, suggestAxes } from './sql-chart.ts'
import { SqlChart } from './sql-chart-view.tsx'
import { SqlMap } from './sql-map.tsx'
import styles from './sql-page.module.css'
import { fetchSqlFile, type SqlResult } from './sql-request.ts'
import { SqlTable } from './sql-table.tsx'

interface Props {
  result: SqlResult
  /** What was run for it. */
  sql: string
  view: ResultView
  onView(view: ResultView): void
}

/** The rows of a query as a table, chart or map, and as files. */
export function SqlResultView({ result, sql, view, onView }: Props) {
  const { live } = useScreen()
  const { theme } = useView()
  const [fault, setFault] = useState<string | null>(null)
  const asOfMs = Date.parse(result.lakeAsOf)
  const canBe: Record<ResultView, boolean> = {
    table: true,
    chart: result.rows.length > 0 && suggestAxes(result) !== null,
    map: result.rows.length > 0 && isMappable(result),
  }
  const shown = canBe[view] ? view : 'table'
  const save = async (format: 'csv' | 'parquet') => {
    setFault(null)
    try {
      const { signal } = new AbortController()
      saveFile(`query.${format}`, await fetchSqlFile({ sql, queryId: newQueryId(), signal }, format))
    } catch (cause) {
      setFault(cause instanceof Error ? cause.message : String(cause))
    }
  }
  const choice = (name: ResultView, label: string, icon: 'table' | 'board' | 'layers') =>
    canBe[name] ? (
      <Button label={label} icon={icon} pressed={shown === name} onPress={() => onView(name)}>
        {label}
      </Button>
    ) : null
  return (
    <section className={styles.result} aria-label="Result" data-result={shown}>
      <header className={styles.tools}>
        {choice('table', 'As a table', 'table')}
        {choice('chart', 'As a chart', 'board')}
        {choice('map', 'On the map', 'layers')}
        <Button label="Save as CSV" icon="download" onPress={() => void save('csv')}>
          CSV
        </Button>
        <Button label="Save as Parquet" icon="download" onPress={() => void save('parquet')}>
          Parquet
        </Button>
      </header>
      {fault ? <Notice tone="bad" title="The file could not be made">{`${fault}.`}</Notice> : null}
      {result.rows.length === 0 ? (
        <Notice tone="quiet" title="The query returned no rows">
          Its conditions match nothing in the lake.
        </Notice>
      ) : shown === 'chart' ? (
        <SqlChart key={result.columns.map(({ name }) => name).join()} result={result} theme={theme} />
      ) : shown === 'map' ? (
        <SqlMap result={result} theme={theme} />
      ) : (
        <SqlTable result={result} />
      )}
      <footer className={styles.facts}>
        <span>{`${formatCount(result.rows.length)} rows${result.isTruncated ? ', cut: there are more. A file has up to 100 000' : ''}. Took ${(result.elapsedMs / 1_000).toFixed(2)} s. `}</span>
        <span>{`Readings received until ${formatUtcInstant(asOfMs)} are counted: ${formatAge(live.nowMs() - asOfMs)} before this was shown.`}</span>
      </footer>
    </section>
  )
}
