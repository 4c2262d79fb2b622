'use client'

import type { DroneTrack } from '../../lib/feed/feed.ts'
import { formatNumber } from '../../lib/view/format.ts'
import { panelMeasures } from '../../lib/view/measures.ts'
import { lazyPart } from '../ui/lazy-part.tsx'
import styles from './drone-panel.module.css'
import type { DroneDetails } from './use-drone.ts'

const Sparkline = lazyPart(() => import('./sparkline.tsx').then((module) => module.Sparkline), {
  failed: <span>—</span>,
})

/** Each measured value now, and its last hour. */
export function Measures({ track, lastHour }: { track: DroneTrack | undefined; lastHour: DroneDetails['lastHour'] }) {
  return (
    <dl className={styles.measures}>
      {panelMeasures.map(({ field, label, unit, digits, description, circular }) => (
        <div key={field} title={description}>
          <dt>{label}</dt>
          <dd className={styles.spark}>
            <Sparkline
              label={`${label}, last hour`}
              circular={circular}
              points={lastHour.map((reading) => ({ atMs: Date.parse(reading.recordedAt), value: reading[field] }))}
            />
          </dd>
          <dd className={`number ${styles.value}`}>
            <span>{formatNumber(track?.hasReading ? track[field] : null, digits)}</span>
            <span className={styles.unit}>{unit}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
