import type { DroneTrack, FeedStatus } from '../../lib/feed/feed.ts'
import { formatAge, formatInterval } from '../../lib/view/format.ts'
import { freshnessWords } from '../../lib/view/words.ts'
import { readingFlag } from '../../schema/telemetry.ts'
import { Mark } from '../ui/mark.tsx'
import styles from './drone-panel.module.css'

interface Props {
  track: DroneTrack | undefined
  link: FeedStatus
  nowMs: number
}

/** The age of the last reading against the drone's own interval, and what is odd about it. */
export function Reported({ track, link, nowMs }: Props) {
  const freshness = track?.freshness ?? 'silent'
  const { word, tone } = freshnessWords[freshness]
  const ageMs = track?.hasReading ? nowMs - track.recordedAtMs : null
  const odd = [
    freshness === 'unknown' && link.completeUpToMs !== null
      ? `no contact with the server for ${formatAge(nowMs - link.completeUpToMs)}`
      : '',
    track && track.flags & readingFlag.nullIsland ? 'reports 0°, 0°: no fix' : '',
    track && track.flags & readingFlag.implausible ? 'moved farther than it can fly' : '',
    track && track.flags & readingFlag.outOfBounds ? 'a value was out of bounds and was dropped' : '',
  ].filter(Boolean)
  return (
    <div className={styles.reported} data-freshness={freshness}>
      <span className={styles.state} data-tone={tone}>
        <Mark tone={tone} />
        <span>{word}</span>
      </span>
      <span>
        <span className={`number ${styles.age}`}>{formatAge(ageMs)}</span>
        <span className={styles.second}>{ageMs === null ? ' every ' : ' ago, every '}</span>
        <span className="number">{formatInterval(track?.expectedIntervalMs ?? null)}</span>
      </span>
      {odd.length > 0 ? <p className={styles.odd}>{odd.join(', ')}</p> : null}
    </div>
  )
}
