'use client'

import { use, useState } from 'react'
import { formatUtcInstant } from '../../lib/view/format.ts'
import { analyticsWords, pageWords, questionGroupWords } from '../../lib/view/words.ts'
import { questionGroups } from '../../schema/questions/question.ts'
import { type QuestionName, questions } from '../../schema/questions.ts'
import { BootScreen } from '../shell/boot-screen.tsx'
import type { Screen } from '../shell/screen.ts'
import { ScreenContext, useRoster, useView } from '../shell/use-screen.ts'
import { printView } from '../shell/view-state.ts'
import { Button } from '../ui/button.tsx'
import styles from './analytics-page.module.css'
import { replaceAnalytics } from './analytics-state.ts'
import { pickedWords } from './answer-words.ts'
import type { Picked } from './brush.ts'
import { Filters } from './filters.tsx'
import { QuestionCard } from './question-card.tsx'
import { parametersOf, questionsOf } from './question-request.ts'
import { useAnalyticsState } from './use-analytics-state.ts'
import { useLiveBrush } from './use-live-brush.ts'

/** What happened and why: questions to the lake by group, with filters over all of them. */
export function AnalyticsPage() {
  const screen = use(ScreenContext)
  return screen ? <OpenPage screen={screen} /> : <BootScreen />
}

const minuteMs = 60_000

/** Where spans of the last hours end: the time cursor, as it stood when the page was opened or refreshed. */
function endOf({ view, live }: Screen) {
  const { time } = view.get()
  const atMs = time.kind === 'replay' ? time.atMs : live.nowMs()
  return { isReplay: time.kind === 'replay', atMs: Math.ceil(atMs / minuteMs) * minuteMs }
}

function OpenPage({ screen }: { screen: Screen }) {
  const [state, change] = useAnalyticsState()
  const view = useView()
  const { permissions } = useRoster()
  const [liveBrush, setLiveBrush] = useLiveBrush()
  const [round, setRound] = useState(0)
  const [end, setEnd] = useState(() => endOf(screen))
  const brush = liveBrush === undefined ? state.brush : liveBrush
  const isDefaultSpan = state.span.kind === 'last' && state.span.hours === 24
  // Without an end the last day is that of the lake, also where nothing is recorded any more.
  const untilMs = isDefaultSpan && !end.isReplay ? null : end.atMs
  const names = questionsOf(state.group)
  const refresh = () => {
    setEnd(endOf(screen))
    setRound(round + 1)
  }
  const onBrush = (of: QuestionName) => (picked: Picked | null, isDone: boolean) => {
    const next = picked && { of, picked }
    setLiveBrush(isDone ? undefined : next)
    if (isDone) change({ brush: next })
  }
  return (
    <main className={styles.page}>
      <h1 className="sr-only">{pageWords.analytics}</h1>
      <nav className={styles.groups} aria-label={analyticsWords.groups}>
        <ul>
          {questionGroups.map((group) => (
            <li key={group}>
              <a
                href={`${location.pathname}${replaceAnalytics(location.search, { ...state, group, brush: null })}`}
                aria-current={group === state.group ? 'true' : undefined}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey || event.shiftKey) return
                  event.preventDefault()
                  change({ group, brush: null })
                }}
              >
                {questionGroupWords[group]}
              </a>
            </li>
          ))}
          {permissions.has('sql:run') ? (
            <li>
              <a href={`/analytics/sql${printView(view)}`}>{analyticsWords.sql}</a>
            </li>
          ) : null}
        </ul>
      </nav>
      <div className={styles.filters}>
        <Filters
          state={state}
          nowMs={end.atMs}
          until={
            end.isReplay && state.span.kind === 'last' ? `until the time cursor, ${formatUtcInstant(end.atMs)}` : null
          }
          onChange={change}
          onRefresh={refresh}
        />
        {brush ? (
          <p className={styles.brush}>
            <span>{`Brushed in “${questions[brush.of].title}”: ${pickedWords(brush.picked)}`}</span>
            <Button label="Clear the brush" icon="close" onPress={() => change({ brush: null })} />
          </p>
        ) : null}
      </div>
      <div className={styles.cards}>
        {names.map((name) => (
          <QuestionCard
            key={name}
            name={name}
            parameters={parametersOf(name, { ...state, brush }, untilMs, liveBrush !== undefined)}
            state={state}
            isDragging={liveBrush !== undefined}
            round={round}
            onBrush={onBrush(name)}
            onSettings={(settings) => change({ settings })}
          />
        ))}
      </div>
    </main>
  )
}
