'use client'

import { formatLocal, formatLocalDate, formatUtc, formatUtcDate, formatZone } from '../../lib/view/format.ts'
import { useCursorMs } from '../shell/use-screen.ts'
import styles from './strip.module.css'

const isUtcHere = (atMs: number): boolean => new Date(atMs).getTimezoneOffset() === 0

/** The time cursor: UTC first, beside it the clock of this place where it is another, each time with the date of its own zone. */
export function Clock() {
  const nowMs = useCursorMs('slow')
  return (
    <div className={styles.clock} title={`${formatUtcDate(nowMs)} UTC`}>
      <time className={`number ${styles.utc}`} dateTime={new Date(nowMs).toISOString()}>
        <span>{formatUtc(nowMs)}</span>
        <abbr title="Coordinated Universal Time">Z</abbr>
      </time>
      <span className={`number ${styles.date}`} data-clock="utc-date">
        {formatUtcDate(nowMs)}
      </span>
      {isUtcHere(nowMs) ? null : (
        <span className={`number ${styles.zone}`} data-clock="local">
          {`${formatLocal(nowMs)} ${formatZone(nowMs)} ${formatLocalDate(nowMs)}`}
        </span>
      )}
    </div>
  )
}
