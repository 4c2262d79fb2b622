'use client'

import { formatNumber } from '../../../lib/view/format.ts'
import { phrases } from '../../../lib/view/words.ts'
import { Notice } from '../../ui/notice.tsx'
import card from '../question-card.module.css'
import type { SqlState } from './use-sql.ts'

interface Props {
  sql: SqlState & { cancel(): void }
  cancelWord: string
}

/** Where a query stands: how far it is, with a way to cancel it, or why it failed. */
export function SqlProgress({ sql: { running, failure, result, cancel }, cancelWord }: Props) {
  if (running)
    return (
      <div className={card.progress}>
        <progress max={100} value={running.progressPct ?? undefined} aria-label={phrases.loading} />
        <span className="number">{`${formatNumber(running.progressPct)} %`}</span>
        <button type="button" onClick={cancel}>
          {cancelWord}
        </button>
      </div>
    )
  if (!failure) return null
  return (
    <Notice
      tone={failure.isCancelled ? 'quiet' : 'bad'}
      title={failure.isCancelled ? 'The query was cancelled' : 'The query failed'}
    >
      {`${failure.isCancelled ? '' : failure.reason}${result ? ' What is shown is the result before.' : ''}`}
    </Notice>
  )
}
