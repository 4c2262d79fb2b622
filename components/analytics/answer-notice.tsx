'use client'

import { formatNumber } from '../../lib/view/format.ts'
import { actionWords, phrases } from '../../lib/view/words.ts'
import { Notice } from '../ui/notice.tsx'
import styles from './question-card.module.css'
import type { AnswerState } from './use-answer.ts'

interface Props {
  asked: AnswerState
  hasRows: boolean
  onRetry(): void
}

/** Where a question stands, as long as that is not simply its chart: loading, failed, cancelled, empty. */
export function AnswerNotice({ asked, hasRows, onRetry }: Props) {
  const { answer, asking, failure, cancel } = asked
  if (asking)
    return asking.isLong ? (
      <div className={styles.progress}>
        <progress max={100} value={asking.progressPct ?? undefined} aria-label={phrases.loading} />
        {asking.isWaiting ? (
          <span>Waiting for other questions</span>
        ) : (
          <span className="number">{`${formatNumber(asking.progressPct)} %`}</span>
        )}
        <button type="button" onClick={cancel}>
          {actionWords.cancel}
        </button>
      </div>
    ) : answer ? null : (
      <p className={styles.loading}>{phrases.loading}</p>
    )
  if (failure)
    return (
      <div className={styles.failure}>
        <Notice
          tone={failure.isCancelled ? 'quiet' : 'bad'}
          title={failure.isCancelled ? 'This question was cancelled' : 'This question could not be answered'}
        >
          {`${failure.isCancelled ? '' : `${withFullStop(failure.reason)} `}${answer ? 'What is shown is the answer before. ' : ''}`}
        </Notice>
        <button type="button" onClick={onRetry}>
          {actionWords.retry}
        </button>
      </div>
    )
  if (!answer || hasRows) return null
  return answer.lakeAsOf === null ? (
    <Notice tone="quiet" title="The lake is still empty">
      Questions are answered from what was exported to it. The first export comes within a minute of the first readings.
    </Notice>
  ) : (
    <Notice tone="quiet" title="Nothing was recorded that answers this">
      Choose a longer time span, or fewer filters.
    </Notice>
  )
}

const withFullStop = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`)
