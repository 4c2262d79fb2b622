'use client'

import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react'
import type { Span } from '../../lib/feed/recorded-spans.ts'
import { reportedWithinMs } from '../../lib/feed/recording-pace.ts'
import { formatAge, formatCount, formatUtc, formatUtcInstant } from '../../lib/view/format.ts'
import { phrases } from '../../lib/view/words.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import { selectConvoy } from '../shell/actions.ts'
import { useCursorMs, useScreen } from '../shell/use-screen.ts'
import { useWidth } from '../ui/use-width.ts'
import { Density } from './density.tsx'
import { type PlacedMarks, placeMarks, timeTicks } from './marks.ts'
import { PastProgress, Reconstructed } from './past.tsx'
import { PickedSpan } from './picked-span.tsx'
import { firstView, gapsOf, keepInView, panBy, spanOf, zoomBy } from './span.ts'
import styles from './timeline.module.css'
import { type Activity, useActivity } from './use-activity.ts'

/** A notch of a mouse wheel makes the span this much longer or shorter. */
const wheelFactor = 1.25
const arrowSteps: Readonly<Record<string, number>> = {
  ArrowLeft: -1_000,
  ArrowRight: 1_000,
  ArrowDown: -60_000,
  ArrowUp: 60_000,
  PageDown: -3_600_000,
  PageUp: 3_600_000,
}

/** Time from left to right: what was recorded, what happened, and the cursor, which is dragged; the wheel zooms, with Shift it moves. A drag with Shift picks a span. */
export function TimelineTrack() {
  const screen = useScreen()
  // The cursor of the live picture moves by less than a pixel a second.
  const cursorMs = useCursorMs(screen.feed.kind === 'live' ? 'slow' : 'fast')
  const [chosen, setChosen] = useState(firstView)
  const [isDragging, setDragging] = useState(false)
  const [hint, setHint] = useState('')
  const [picked, setPicked] = useState<Span | null>(null)
  /** Where a drag with Shift began. */
  const [pickedFromMs, setPickedFromMs] = useState<number | null>(null)
  const [track, widthPx] = useWidth<HTMLDivElement>()
  const newestMs = screen.live.nowMs()
  const view = isDragging ? chosen : keepInView(chosen, newestMs, cursorMs)
  const span = spanOf(view, newestMs)
  const shareOf = (atMs: number) => (atMs - span.fromMs) / (span.toMs - span.fromMs)
  const activity = useActivity(span)
  const { recorded, marks } = activity

  /** The instant below a pointer. */
  const instantAt = ({ clientX }: { clientX: number }) => {
    const box = track.current?.getBoundingClientRect()
    const share = box ? Math.min(1, Math.max(0, (clientX - box.left) / box.width)) : 1
    return { share, atMs: span.fromMs + share * (span.toMs - span.fromMs) }
  }
  const drag = (event: PointerEvent) => {
    const { atMs } = instantAt(event)
    if (pickedFromMs === null) screen.time.seek(atMs)
    else setPicked({ fromMs: Math.min(pickedFromMs, atMs), toMs: Math.max(pickedFromMs, atMs) })
  }
  const drop = () => {
    setDragging(false)
    setPickedFromMs(null)
  }
  useWheel(track, (event) => {
    const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)
    const by = (event.deltaX || event.deltaY) / (track.current?.clientWidth ?? 1)
    if (isSideways) setChosen(panBy(view, newestMs, by * view.lengthMs))
    else setChosen(zoomBy(view, newestMs, instantAt(event).share, event.deltaY > 0 ? wheelFactor : 1 / wheelFactor))
  })
  const press = (event: KeyboardEvent) => {
    const byMs = arrowSteps[event.key]
    if (byMs === undefined) return
    event.preventDefault()
    screen.time.step(byMs)
  }
  return (
    <div ref={track} className={styles.track}>
      <div
        className={styles.surface}
        role="slider"
        tabIndex={0}
        aria-label="Time cursor"
        aria-valuemin={Math.round(span.fromMs / 1_000)}
        aria-valuemax={Math.round(span.toMs / 1_000)}
        aria-valuenow={Math.round(cursorMs / 1_000)}
        aria-valuetext={formatUtcInstant(cursorMs)}
        onKeyDown={press}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          setChosen(view)
          setDragging(true)
          event.currentTarget.setPointerCapture(event.pointerId)
          if (event.shiftKey) {
            setPickedFromMs(instantAt(event).atMs)
            setPicked(null)
          } else drag(event)
        }}
        title={hint}
        onPointerMove={(event) => {
          if (isDragging) drag(event)
          else setHint(hintAt(activity, instantAt(event).atMs))
        }}
        onPointerUp={drop}
        onPointerCancel={drop}
      />
      <Density activity={activity} shareOf={shareOf} />
      <div className={styles.rail} />
      {recorded === null ? null : (
        <>
          <Gaps recorded={recorded} shown={span} newestMs={newestMs} shareOf={shareOf} />
          <Reconstructed recorded={recorded} shown={span} shareOf={shareOf} />
        </>
      )}
      <PastProgress />
      {timeTicks(span).map(({ atMs, share, text }) => (
        <span key={atMs} className={`number ${styles.tick}`} style={{ insetInlineStart: `${share * 100}%` }}>
          {text}
        </span>
      ))}
      {widthPx === null
        ? null
        : placeMarks(marks, span, widthPx).map((group) => (
            <MarkButton key={group.marks[0].sequence} group={group} nowMs={cursorMs} />
          ))}
      <span
        className={styles.cursor}
        style={{ insetInlineStart: `${Math.min(1, Math.max(0, shareOf(cursorMs))) * 100}%` }}
      />
      {picked ? <PickedSpan picked={picked} shareOf={shareOf} onClear={() => setPicked(null)} /> : null}
    </div>
  )
}

/** What there is to say of an instant under the pointer. */
function hintAt({ recorded, steps, stepMs }: Activity, atMs: number): string {
  const instant = formatUtcInstant(atMs)
  const part = recorded?.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)
  const source = part?.isReconstructed ? phrases.reconstructed : part || recorded === null ? '' : phrases.notRecorded
  const step = steps.find(({ fromMs }) => atMs >= fromMs && atMs < fromMs + stepMs)
  const late = step?.late ? `, ${formatCount(step.late)} of them after it was recorded` : ''
  const reported = step ? `${formatCount(step.readings)} readings in ${formatAge(stepMs)}${late}` : ''
  return [instant, source, reported].filter(Boolean).join('\n')
}

interface GapsProps {
  recorded: readonly Span[]
  shown: Span
  newestMs: number
  shareOf(atMs: number): number
}

/** Hatched: what was not recorded is never drawn like a quiet time. */
function Gaps({ recorded, shown, newestMs, shareOf }: GapsProps) {
  const known = { ...shown, toMs: Math.min(shown.toMs, newestMs - reportedWithinMs) }
  return gapsOf(recorded, known).map(({ fromMs, toMs }) => (
    <div
      key={fromMs}
      className={styles.unrecorded}
      style={{
        insetInlineStart: `${shareOf(fromMs) * 100}%`,
        inlineSize: `${(shareOf(toMs) - shareOf(fromMs)) * 100}%`,
      }}
      data-gap=""
    />
  ))
}

/** What happened there; a press goes to the newest of it, and selects its convoy. */
function MarkButton({ group: { marks, kind, atPx }, nowMs }: { group: PlacedMarks; nowMs: number }) {
  const screen = useScreen()
  const newest = marks.at(-1) ?? marks[0]
  const lines = marks.map((mark) => `${formatUtc(mark.atMs)}Z ${mark.text}`)
  const age = newest.atMs <= nowMs ? `${formatAge(nowMs - newest.atMs)} ago` : `in ${formatAge(newest.atMs - nowMs)}`
  return (
    <button
      type="button"
      className={styles.mark}
      data-kind={kind}
      style={{ insetInlineStart: atPx }}
      title={lines.slice(-8).join('\n')}
      aria-label={`${marks.length > 1 ? `${marks.length} events, the newest: ` : ''}${newest.text}, ${age}`}
      onClick={() => {
        selectConvoy(screen, newest.convoyId as ConvoyId)
        screen.time.seek(newest.atMs)
      }}
    >
      {marks.length > 1 ? <span className={`number ${styles.count}`}>{marks.length}</span> : null}
    </button>
  )
}

/** A wheel listener that keeps the page from scrolling, which React's own can't. */
function useWheel(target: React.RefObject<HTMLElement | null>, listener: (event: WheelEvent) => void): void {
  const newest = useRef(listener)
  useEffect(() => {
    newest.current = listener
  })
  useEffect(() => {
    const element = target.current
    const wheel = (event: WheelEvent) => {
      event.preventDefault()
      newest.current(event)
    }
    element?.addEventListener('wheel', wheel, { passive: false })
    return () => element?.removeEventListener('wheel', wheel)
  }, [target])
}
