'use client'

import { formatLocal, formatUtc, formatUtcDate, formatZone } from '../../lib/view/format.ts'
import { useNowMs } from '../shell/use-screen.ts'
import styles from './strip.module.css'

/** The time cursor: UTC first, the clock of this place beside it. */
export function Clock() {
  const nowMs = useNowMs('slow')
  return (
    <div className={styles.clock}>
      <time className={`number ${styles.utc}`} dateTime={new Date(nowMs).toISOString()}>
        {formatUtc(nowMs)}
        <abbr title="Coordinated Universal Time">Z</abbr>
      </time>
      <span className={`number ${styles.local}`}>
        {formatUtcDate(nowMs)}
        <span className={styles.zone}>
          {formatLocal(nowMs)} {formatZone(nowMs)}
        </span>
      </span>
    </div>
  )
}
