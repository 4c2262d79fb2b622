'use client'

import { formatAge, formatUtc } from '../../lib/view/format.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import { selectConvoy } from '../shell/actions.ts'
import { useNowMs, useScreen, useStore } from '../shell/use-screen.ts'
import { Mark } from '../ui/mark.tsx'
import { placeMarks, timeTicks } from './marks.ts'
import styles from './timeline.module.css'

/** What happened since this page was opened, up to the time cursor at the right. */
export function Timeline() {
  const screen = useScreen()
  const marks = useStore(screen.marks)
  const nowMs = useNowMs('slow')
  const held = screen.feed.status.state === 'offline'
  const { fromMs, placed } = placeMarks(marks, screen.marks.startedAtMs, nowMs)
  return (
    <section className={styles.timeline} aria-label="Timeline">
      <p className={styles.live} data-held={held}>
        <Mark tone={held ? 'watch' : 'good'} />
        {held ? 'Held' : 'Live'}
      </p>
      <div className={styles.track}>
        <div className={styles.rail} />
        {timeTicks(fromMs, nowMs).map(({ atMs, share }) => (
          <span key={atMs} className={`number ${styles.tick}`} style={{ insetInlineStart: `${share * 100}%` }}>
            {formatUtc(atMs).slice(0, 5)}
          </span>
        ))}
        {placed.map(({ mark, share }) => (
          <button
            key={mark.sequence}
            type="button"
            className={styles.mark}
            data-kind={mark.kind}
            data-tone={mark.tone}
            style={{ insetInlineStart: `${share * 100}%` }}
            title={`${formatUtc(mark.atMs)}Z ${mark.text}`}
            aria-label={`${mark.text}, ${formatAge(nowMs - mark.atMs)} ago`}
            onClick={() => selectConvoy(screen, mark.convoyId as ConvoyId)}
          />
        ))}
        <span className={styles.cursor} />
      </div>
      <time className={`number ${styles.now}`} dateTime={new Date(nowMs).toISOString()}>
        {formatUtc(nowMs)}Z
      </time>
      <ul className={styles.legend} aria-label="Marks">
        <li data-kind="handover">handover</li>
        <li data-kind="alert">alert</li>
        <li data-kind="rank">new first place</li>
      </ul>
    </section>
  )
}
