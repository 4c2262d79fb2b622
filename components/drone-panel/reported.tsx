import type { DroneTrack } from '../../lib/feed/feed.ts'
import { freshnessOf } from '../../lib/feed/freshness.ts'
import { formatAge, formatInterval } from '../../lib/view/format.ts'
import { freshnessWords } from '../../lib/view/words.ts'
import { readingFlag } from '../../schema/telemetry.ts'
import { Mark } from '../ui/mark.tsx'
import styles from './drone-panel.module.css'

/** The age of the last reading against the drone's own interval, and what is odd about it. */
export function Reported({ track, nowMs }: { track: DroneTrack | undefined; nowMs: number }) {
  const freshness = track ? freshnessOf(track, nowMs) : 'silent'
  const { word, tone } = freshnessWords[freshness]
  const ageMs = track?.hasReading ? nowMs - track.recordedAtMs : null
  const odd = [
    track && track.flags & readingFlag.nullIsland ? 'reports 0°, 0°: no fix' : '',
    track && track.flags & readingFlag.implausible ? 'moved further than it can fly' : '',
  ].filter(Boolean)
  return (
    <div className={styles.reported} data-freshness={freshness}>
      <span className={styles.state} data-tone={tone}>
        <Mark tone={tone} />
        {word}
      </span>
      <span>
        <span className={`number ${styles.age}`}>{formatAge(ageMs)}</span>
        <span className={styles.second}> of every </span>
        <span className="number">{formatInterval(track?.expectedIntervalMs ?? null)}</span>
      </span>
      {odd.length > 0 ? <p className={styles.odd}>{odd.join(', ')}</p> : null}
    </div>
  )
}
