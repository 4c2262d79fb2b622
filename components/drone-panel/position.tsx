import type { DroneTrack } from '../../lib/feed/feed.ts'
import { mgrsReference } from '../../lib/geo/mgrs.ts'
import { formatDegrees, unknown } from '../../lib/view/format.ts'
import styles from './drone-panel.module.css'

export function Position({ track }: { track: DroneTrack | undefined }) {
  const known = track?.hasReading ? track : null
  return (
    <dl className={styles.position}>
      <dt>MGRS</dt>
      <dd className="number">{(known && mgrsReference(known.latitudeDeg, known.longitudeDeg)) ?? unknown}</dd>
      <dt>WGS 84</dt>
      <dd className="number">{known ? formatDegrees(known.latitudeDeg, known.longitudeDeg) : unknown}</dd>
    </dl>
  )
}
