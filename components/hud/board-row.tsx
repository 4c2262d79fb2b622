'use client'

import { moveShownForMs, type BoardRow as Row } from '../../lib/board/board.ts'
import { formatNumber, formatSigned, unknown } from '../../lib/view/format.ts'
import { termWords } from '../../lib/view/words.ts'
import styles from './board-row.module.css'

interface Props {
  row: Row
  /** Percentage points behind the rank above; null for the first. */
  marginPct: number | null
  minimumSample: number
  nowMs: number
  leads: boolean
  selected: boolean
  onSelect(): void
  onPoint(on: boolean): void
}

/** One drone's place: a rank from too few engagements is provisional: dimmed, and says so. */
export function BoardRow({ row, marginPct, minimumSample, nowMs, leads, selected, onSelect, onPoint }: Props) {
  const provisional = row.totalEngagements < minimumSample
  return (
    <li
      className={styles.row}
      data-key={row.droneId}
      data-provisional={provisional}
      data-selected={selected}
      data-rank={row.rank}
    >
      {row.last ? <span key={row.last.engagementId} className={styles.flash} data-hit={row.last.hit} /> : null}
      <button
        type="button"
        className={styles.press}
        aria-pressed={selected}
        title={
          provisional ? `Provisional: ${row.totalEngagements} of at least ${minimumSample} engagements` : undefined
        }
        onClick={onSelect}
        onPointerEnter={() => onPoint(true)}
        onPointerLeave={() => onPoint(false)}
        onFocus={() => onPoint(true)}
        onBlur={() => onPoint(false)}
      >
        <span className={`number ${styles.rank}`}>{row.rank}</span>
        <span className={styles.callsign} data-leads={leads}>
          <span>{row.callsign}</span>
          {leads ? <span className="sr-only">, leader</span> : null}
          {row.inConvoy ? null : (
            <small className={styles.left} title={termWords.pastMember}>
              {' left'}
            </small>
          )}
        </span>
        <Move move={row.move} nowMs={nowMs} />
        <span className={`number ${styles.accuracy}`}>
          <span>{row.totalEngagements === 0 ? '—' : formatNumber(row.accuracyPct, 1)}</span>
          <small> %</small>
        </span>
        <AccuracyBar row={row} />
        <Margin marginPct={marginPct} />
        <span className={`number ${styles.tally}`}>
          <span title="Hits / engagements in total">
            <span>{`${row.successfulHits}/${row.totalEngagements}`}</span>
            <span className="sr-only"> hits</span>
          </span>
          <span className={styles.streak} title={termWords.streakMeans}>
            <span>{formatSigned(row.currentStreak)}</span>
            <span className="sr-only"> streak</span>
          </span>
        </span>
      </button>
    </li>
  )
}

/** What stands where in a row. */
export function BoardHead() {
  return (
    <div className={`${styles.press} ${styles.head}`} aria-hidden="true">
      <span className={styles.headRank}>#</span>
      <span>{termWords.drone}</span>
      <span className={styles.margin} title="Percentage points behind the rank above">
        {termWords.behind}
      </span>
      <span className={styles.tally}>
        <span>Hits/total</span>
        <span className={styles.streak}>Streak</span>
      </span>
    </div>
  )
}

/** How much more accuracy the rank above has. */
function Margin({ marginPct }: { marginPct: number | null }) {
  if (marginPct === null) return <span className={`number ${styles.margin}`}>{unknown}</span>
  const text = marginPct === 0 ? 'tied' : `−${formatNumber(marginPct, marginPct < 0.1 ? 2 : 1)}`
  return (
    <span className={`number ${styles.margin}`} title={marginTitle(marginPct)}>
      <span>{text}</span>
      <span className="sr-only">{marginPct === 0 ? ' with the rank above' : ' points to the rank above'}</span>
    </span>
  )
}

const marginTitle = (marginPct: number): string =>
  marginPct === 0
    ? 'As good as the rank above: ordered by the tie rule'
    : `${formatNumber(marginPct, 2)} percentage points behind the rank above`

/** Places gained or lost in the last half minute; the space is kept when there are none. */
function Move({ move, nowMs }: { move: Row['move']; nowMs: number }) {
  if (!move || nowMs - move.atMs > moveShownForMs) return <span className={styles.move} />
  const up = move.places > 0
  return (
    <span className={`number ${styles.move}`} data-up={up}>
      <span aria-hidden="true">{up ? '▲' : '▼'}</span>
      <span className="sr-only">{up ? 'up ' : 'down '}</span>
      <span>{Math.abs(move.places)}</span>
    </span>
  )
}

/** Accuracy as a thin bar; the band behind is where it lies with 95 % confidence. */
function AccuracyBar({ row }: { row: Row }) {
  const band = { insetInlineStart: `${row.wilsonLowPct}%`, inlineSize: `${row.wilsonHighPct - row.wilsonLowPct}%` }
  return (
    <span
      className={styles.bar}
      title={`95 % confidence: ${formatNumber(row.wilsonLowPct, 1)} to ${formatNumber(row.wilsonHighPct, 1)} %`}
    >
      <span className={styles.value} style={{ transform: `scaleX(${row.accuracyPct / 100})` }} />
      <span className={styles.band} style={band} />
    </span>
  )
}
