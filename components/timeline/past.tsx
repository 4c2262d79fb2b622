'use client'

import { useState } from 'react'
import { DemoPastDocument } from '../../lib/api/documents.generated.ts'
import type { Span } from '../../lib/feed/recorded-spans.ts'
import { monotonicNow } from '../../lib/feed/server-clock.ts'
import { phrases } from '../../lib/view/words.ts'
import { useFresh } from '../api/use-fresh.ts'
import styles from './timeline.module.css'

const refreshEveryMs = { written: 60_000, beingWritten: 1_000, none: 60_000 }
/** A page may be open before the fleet that begins with a past. */
const lookOutForMs = 60_000
const lookOutEveryMs = 3_000
/** A part of the timeline that is narrower has no room for words; they are in its hint. */
const fewestShareForWords = 0.16

/** How much of the demo's past is written, while it is being written. */
export function PastProgress() {
  const [openedMs] = useState(monotonicNow)
  const { data } = useFresh(DemoPastDocument, {
    key: 'demo past',
    variables: {},
    everyMs(loaded) {
      const state = stateOf(loaded?.demoPast)
      const isEarly = state === 'none' && monotonicNow() - openedMs < lookOutForMs
      return isEarly ? lookOutEveryMs : refreshEveryMs[state]
    },
    onlyWhileSeen: true,
    isUncached: true,
  })
  const past = data?.demoPast
  if (!past || stateOf(past) !== 'beingWritten') return null
  const pct = Math.floor(past.progressPct)
  return (
    <p className={styles.progress} data-past-progress={pct}>
      <progress max={100} value={pct} aria-label={phrases.writingPast} />
      <span>{phrases.writingPast}</span>
      <span className="number">{`${pct} %`}</span>
    </p>
  )
}

const stateOf = (past: { finishedAt: string | null } | null | undefined) =>
  !past ? 'none' : past.finishedAt === null ? 'beingWritten' : 'written'

export interface RecordedPart extends Span {
  /** Made from readings afterwards, and never shown live. */
  isReconstructed: boolean
}

interface ReconstructedProps {
  recorded: readonly RecordedPart[]
  shown: Span
  shareOf(atMs: number): number
}

/** Dotted, and said in words: what was made from readings afterwards never looks like what was recorded live. */
export function Reconstructed({ recorded, shown, shareOf }: ReconstructedProps) {
  return recorded
    .filter(({ isReconstructed, toMs, fromMs }) => isReconstructed && toMs > shown.fromMs && fromMs < shown.toMs)
    .map(({ fromMs, toMs }) => {
      const from = Math.max(0, shareOf(fromMs))
      const share = Math.min(1, shareOf(toMs)) - from
      return (
        <div
          key={fromMs}
          className={styles.reconstructed}
          style={{ insetInlineStart: `${from * 100}%`, inlineSize: `${share * 100}%` }}
          data-reconstructed=""
        >
          {share >= fewestShareForWords ? <span>{phrases.reconstructed}</span> : null}
        </div>
      )
    })
}
