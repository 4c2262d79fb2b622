'use client'

import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { screenColors } from '../../lib/looks/palette.ts'
import { formatCount } from '../../lib/view/format.ts'
import { phrases } from '../../lib/view/words.ts'
import type { QuestionName } from '../../schema/questions.ts'
import { useScreen, useView } from '../shell/use-screen.ts'
import { Button } from '../ui/button.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import { useWidth } from '../ui/use-width.ts'
import type { AnalyticsState } from './analytics-state.ts'
import { AnswerFacts } from './answer-facts.tsx'
import { AnswerNotice } from './answer-notice.tsx'
import { spanOf } from './answer-words.ts'
import { fetchQuestionFile } from './asking.ts'
import type { Picked } from './brush.ts'
import { chartSpecOf, questionOf } from './chart-spec.ts'
import { csvOf, fileNameOf, pngOf, saveFile } from './downloads.ts'
import { multiplesOf } from './multiples.ts'
import { PickedPoint } from './picked-point.tsx'
import styles from './question-card.module.css'
import { ignoredFilters, type Parameters } from './question-request.ts'
import { QuestionSettings } from './question-settings.tsx'
import { ResultTable } from './result-table.tsx'
import { type Row, rowsOf } from './rows.ts'
import type { Settings } from './settings.ts'
import { useAnswer } from './use-answer.ts'
import { useHeld } from './use-held.ts'
import { useInView } from './use-in-view.ts'
import { useReconnects } from './use-reconnects.ts'

const Charts = lazyPart(() => import('./charts.tsx').then((module) => module.Charts), {
  loading: <p className={styles.loading}>{phrases.loading}</p>,
})

/** A question is stopped after 30 s; the rest is for waiting and sending. */
const fileTimeoutMs = 60_000

interface Props {
  name: QuestionName
  parameters: Parameters
  state: AnalyticsState
  /** A brush is being dragged: only what is in view follows it, so that it follows at once. */
  isDragging: boolean
  /** Counts how often the reader asked again. */
  round: number
  onBrush(picked: Picked | null, isDone: boolean): void
  onSettings(settings: Settings): void
}

/** A question with its charts, the table behind them, and all that must be known to trust them. */
export function QuestionCard({ name, parameters, state, isDragging, round, onBrush, onSettings }: Props) {
  const { title, description } = questionOf(name)
  const { theme } = useView()
  const { live } = useScreen()
  const [again, setAgain] = useState(0)
  const [card, isInView] = useInView<HTMLElement>()
  const asked = useAnswer(name, useHeld(parameters, isDragging && !isInView), round + again, isDragging)
  const reconnects = useReconnects()
  const askUnanswered = useEffectEvent(() => {
    if (asked.failure?.isUnavailable) setAgain(again + 1)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: contact is back, nothing of it is read
  useEffect(() => askUnanswered(), [reconnects])
  const [isTable, setIsTable] = useState(false)
  const [isAll, setIsAll] = useState(false)
  const [pickedRow, setPickedRow] = useState<Row | null>(null)
  const [downloadFault, setDownloadFault] = useState<string | null>(null)
  const [body, widthPx] = useWidth<HTMLDivElement>()
  const charts = useRef<HTMLDivElement>(null)
  const { answer } = asked
  const spec = useMemo(() => chartSpecOf(name), [name])
  const rows = useMemo(() => (answer ? rowsOf(answer) : []), [answer])
  const span = useMemo(() => answer && spanOf(answer), [answer])
  const multiples = useMemo(() => multiplesOf(spec, rows, span, isAll), [spec, rows, span, isAll])
  const own = state.brush?.of === name ? state.brush : null

  const saveCsv = () =>
    answer && saveFile(fileNameOf(name, answer, 'csv'), new Blob([csvOf(answer)], { type: 'text/csv' }))
  const save = async (ending: 'png' | 'parquet', make: () => Promise<Blob>, fault: (reason: string) => string) => {
    setDownloadFault(null)
    try {
      if (answer) saveFile(fileNameOf(name, answer, ending), await make())
    } catch (cause) {
      setDownloadFault(fault(cause instanceof Error ? cause.message : String(cause)))
    }
  }
  const saveParquet = () =>
    answer &&
    save(
      'parquet',
      () => fetchQuestionFile(name, answer.parameters, { signal: AbortSignal.timeout(fileTimeoutMs) }),
      (reason) => `The file could not be made: ${reason}`,
    )
  const savePng = () =>
    save(
      'png',
      async () => {
        if (!charts.current) throw new Error('There is no chart.')
        return pngOf(charts.current, screenColors[theme].panelSolid)
      },
      () => 'The browser could not draw the picture. The table can be saved as CSV.',
    )
  return (
    <section
      ref={card}
      className={styles.card}
      aria-labelledby={`${name}-title`}
      data-question={name}
      data-wide={spec.kind === 'map'}
    >
      <header className={styles.header}>
        <div>
          <h2 id={`${name}-title`}>{title}</h2>
          <p className={styles.about}>{description}</p>
        </div>
        {rows.length > 0 ? (
          <div className={styles.tools}>
            <Button label="Table" icon="table" pressed={isTable} onPress={() => setIsTable(!isTable)} />
            <Button label="Save the rows as CSV" icon="download" onPress={saveCsv}>
              CSV
            </Button>
            <Button label="Save the rows as Parquet" icon="download" onPress={() => void saveParquet()}>
              Parquet
            </Button>
            {isTable ? null : (
              <Button label="Save the charts as a PNG picture" icon="download" onPress={() => void savePng()}>
                PNG
              </Button>
            )}
          </div>
        ) : null}
      </header>
      <QuestionSettings name={name} settings={state.settings} onChange={onSettings} />
      <div
        ref={body}
        className={styles.body}
        data-stale={asked.asking !== null && answer !== null}
        aria-busy={asked.asking !== null}
      >
        <AnswerNotice asked={asked} hasRows={rows.length > 0} onRetry={() => setAgain(again + 1)} />
        {answer && rows.length > 0 && isTable ? (
          <ResultTable {...{ name, title, answer, rows }} toAtMs={span?.[1] ?? null} />
        ) : null}
        {answer && rows.length > 0 && !isTable && widthPx !== null ? (
          <div ref={charts}>
            <Charts
              {...{ name, spec, multiples, rows, widthPx, theme, onBrush, isDragging }}
              cellEdgeDeg={Number(answer.parameters.cellHundredths ?? 1) / 100}
              brush={own}
              onPick={setPickedRow}
            />
          </div>
        ) : null}
        {multiples.hiddenCharts > 0 && !isTable ? (
          <p className={styles.more}>
            <button type="button" onClick={() => setIsAll(true)}>
              {`Show ${formatCount(multiples.hiddenCharts)} more charts`}
            </button>
          </p>
        ) : null}
        {pickedRow ? (
          <PickedPoint name={name} row={pickedRow} toAtMs={span?.[1] ?? null} onClose={() => setPickedRow(null)} />
        ) : null}
        {downloadFault ? <p role="alert">{downloadFault}</p> : null}
      </div>
      {answer ? (
        <AnswerFacts
          {...{ name, answer }}
          nowMs={() => live.nowMs()}
          ignored={ignoredFilters(name, state)}
          unplaced={isTable ? 0 : multiples.unplaced}
        />
      ) : null}
      <p className="sr-only" role="status">
        {asked.asking?.isLong ? `${title}: still being computed` : ''}
      </p>
    </section>
  )
}
