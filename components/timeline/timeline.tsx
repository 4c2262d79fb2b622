'use client'

import { use } from 'react'
import { formatAge, formatUtc } from '../../lib/view/format.ts'
import { actionWords, freshnessWords, partWords, phrases } from '../../lib/view/words.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import { selectConvoy } from '../shell/actions.ts'
import { SizeContext, useCursorMs, usePictureBy, useScreen, useStore } from '../shell/use-screen.ts'
import { Button } from '../ui/button.tsx'
import { Mark } from '../ui/mark.tsx'
import { type PlacedMarks, placeMarks, timeTicks } from './marks.ts'
import styles from './timeline.module.css'

/** What happened since this page was opened, up to the time cursor at the right. */
export function Timeline({ onExplain }: { onExplain?: (() => void) | undefined }) {
  const screen = useScreen()
  const size = use(SizeContext)
  const marks = useStore(screen.marks)
  const nowMs = useCursorMs('slow')
  const { state } = usePictureBy(({ link }) => link.state).link
  const held = state !== 'live' && state !== 'resynced'
  const { startedAtMs } = screen.marks
  const { fromMs, placed } = placeMarks(marks, {
    startedAtMs,
    nowMs,
    leastGap: size === 'phone' ? 0.14 : 0.03,
  })
  return (
    <section className={styles.timeline} aria-label={partWords.timeline} data-map-obstacle="">
      <p className={styles.live} data-held={held}>
        <Mark tone={held ? 'watch' : 'good'} />
        <span>{held ? 'Paused' : freshnessWords.live.word}</span>
      </p>
      <div className={styles.track}>
        <div className={styles.rail} />
        <div
          className={styles.unwatched}
          style={{ inlineSize: `${((startedAtMs - fromMs) / Math.max(1, nowMs - fromMs)) * 100}%` }}
          title={phrases.notRecordedBefore}
        />
        {timeTicks(fromMs, nowMs).map(({ atMs, share }) => (
          <span key={atMs} className={`number ${styles.tick}`} style={{ insetInlineStart: `${share * 100}%` }}>
            {formatUtc(atMs).slice(0, 5)}
          </span>
        ))}
        {placed.map((group) => (
          <MarkButton key={group.marks[0].sequence} group={group} nowMs={nowMs} />
        ))}
        <span className={styles.cursor} />
      </div>
      <time className={`number ${styles.now}`} dateTime={new Date(nowMs).toISOString()}>
        {`${formatUtc(nowMs)}Z`}
      </time>
      <ul className={styles.legend} aria-label="Marks">
        <li data-kind="handover">handover</li>
        <li data-kind="alert">alert</li>
        <li data-kind="rank">new first place</li>
      </ul>
      {onExplain ? <Button label={actionWords.explain} icon="help" onPress={onExplain} /> : null}
    </section>
  )
}

/** What happened there; a press selects the convoy of the newest. */
function MarkButton({ group: { marks, kind, share }, nowMs }: { group: PlacedMarks; nowMs: number }) {
  const screen = useScreen()
  const newest = marks.at(-1) ?? marks[0]
  const told = marks.map((mark) => `${formatUtc(mark.atMs)}Z ${mark.text}`)
  return (
    <button
      type="button"
      className={styles.mark}
      data-kind={kind}
      style={{ insetInlineStart: `${share * 100}%` }}
      title={told.slice(-8).join('\n')}
      aria-label={`${marks.length > 1 ? `${marks.length} events, the newest: ` : ''}${newest.text}, ${formatAge(nowMs - newest.atMs)} ago`}
      onClick={() => selectConvoy(screen, newest.convoyId as ConvoyId)}
    >
      {marks.length > 1 ? <span className={`number ${styles.count}`}>{marks.length}</span> : null}
    </button>
  )
}
