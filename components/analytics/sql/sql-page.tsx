'use client'

import { use, useState } from 'react'
import { formatUtcInstant } from '../../../lib/view/format.ts'
import { actionWords, analyticsWords, phrases } from '../../../lib/view/words.ts'
import { BootScreen } from '../../shell/boot-screen.tsx'
import { ScreenContext, useRoster, useScreen, useView } from '../../shell/use-screen.ts'
import { printView } from '../../shell/view-state.ts'
import { Button } from '../../ui/button.tsx'
import { lazyPart } from '../../ui/lazy-part.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SchemaBrowser } from './schema-browser.tsx'
import { isShareable, parseSqlAddress, type ResultView, replaceSqlAddress } from './sql-address.ts'
import editor from './sql-editor.module.css'
import { sqlExamples } from './sql-examples.ts'
import { loadHistory, saveHistory, withQuery } from './sql-history.ts'
import styles from './sql-page.module.css'
import { SqlProgress } from './sql-progress.tsx'
import { useSql } from './use-sql.ts'
import { useViews } from './use-views.ts'

const SqlEditor = lazyPart(() => import('./sql-editor.tsx').then((module) => module.SqlEditor), {
  loading: <p className={`${editor.editor} ${editor.loading}`}>{phrases.loading}</p>,
})
const SqlResultView = lazyPart(() => import('./sql-result.tsx').then((module) => module.SqlResultView))

/** SQL over the lake, for those who may run it. */
export function SqlPage() {
  const screen = use(ScreenContext)
  return screen ? <OpenPage /> : <BootScreen />
}

function OpenPage() {
  const { permissions, state } = useRoster()
  if (state === 'loading' || permissions.has('sql:run')) return <SqlConsole />
  return (
    <main className={styles.page}>
      <h1>{analyticsWords.sql}</h1>
      <Notice tone="quiet" title="SQL is for analysts">
        Sign in as an analyst, operator, commander or admin to use it.
      </Notice>
    </main>
  )
}

const findStorage = (): Storage | null => {
  try {
    return localStorage
  } catch {
    return null
  }
}

function SqlConsole() {
  const { live } = useScreen()
  const screenView = useView()
  const [first] = useState(() => parseSqlAddress(new URLSearchParams(location.search)))
  const [text, setText] = useState(first.sql ?? sqlExamples[0]?.sql ?? '')
  const [view, setView] = useState<ResultView>(first.view)
  const [ranSql, setRanSql] = useState('')
  const [history, setHistory] = useState(() => loadHistory(findStorage()))
  const { views, failure: viewsFailure } = useViews()
  const sql = useSql()

  const write = (next: string, nextView: ResultView) =>
    window.history.replaceState(
      null,
      '',
      `${location.pathname}${replaceSqlAddress(location.search, { sql: next, view: nextView })}`,
    )
  const show = (next: ResultView) => {
    setView(next)
    write(ranSql, next)
  }
  const run = async (query = text, nextView = view) => {
    if (query.trim() === '') return
    setText(query)
    setView(nextView)
    setRanSql(query)
    write(query, nextView)
    const rowCount = await sql.run(query)
    // Other tabs of this browser add to it too.
    const storage = findStorage()
    const after = withQuery(storage ? loadHistory(storage) : history, { sql: query, ranAtMs: live.nowMs(), rowCount })
    saveHistory(storage, after)
    setHistory(after)
  }
  return (
    <main className={styles.page}>
      <section className={styles.side} aria-label="Views, examples and past queries">
        <p>
          <a href={`/analytics${printView(screenView)}`}>{analyticsWords.questions}</a>
        </p>
        <h2>Views of the lake</h2>
        <SchemaBrowser views={views} failure={viewsFailure} onInsert={(name) => setText(`${text} ${name}`)} />
        <h2>Examples</h2>
        <ul className={styles.queries}>
          {sqlExamples.map((example) => (
            <li key={example.title}>
              <button type="button" onClick={() => void run(example.sql, example.view)}>
                {example.title}
              </button>
            </li>
          ))}
        </ul>
        <h2>Past queries</h2>
        {history.length === 0 ? <p className={styles.note}>None in this browser yet.</p> : null}
        <ul className={styles.queries}>
          {history.map(({ sql: past, ranAtMs, rowCount }) => (
            <li key={past}>
              <button type="button" title={past} onClick={() => setText(past)}>
                <span className={styles.past}>{past}</span>
                <span className={styles.type}>
                  {`${formatUtcInstant(ranAtMs)}, ${rowCount === null ? 'failed' : `${rowCount} rows`}`}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      <div className={styles.main}>
        <h1>{analyticsWords.sql}</h1>
        <SqlEditor text={text} views={views ?? []} onChange={setText} onRun={() => void run()} />
        <div className={styles.tools}>
          <Button label="Run the query" icon="play" hint="Ctrl+Enter" onPress={() => void run()}>
            Run
          </Button>
          <span className={styles.note}>
            {isShareable(text)
              ? 'One SELECT, read-only. Once it was run, the address of this page has it, to share.'
              : 'Too long for a link: copy the text to share it.'}
          </span>
        </div>
        <SqlProgress sql={sql} cancelWord={actionWords.cancel} />
        {sql.result ? <SqlResultView result={sql.result} sql={ranSql} view={view} onView={show} /> : null}
        {!sql.result && !sql.running && !sql.failure ? (
          <Notice tone="quiet" title="No query has been run yet">
            Write a SELECT over the views, or press an example.
          </Notice>
        ) : null}
      </div>
    </main>
  )
}
