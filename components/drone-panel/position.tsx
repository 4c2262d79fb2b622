import { forward } from 'mgrs'
import type { DroneTrack } from '../../lib/feed/feed.ts'
import { formatDegrees, groupMgrs, unknown } from '../../lib/view/format.ts'
import styles from './drone-panel.module.css'

/** MGRS is defined from 80° south to 84° north. */
export function mgrsOf(track: Pick<DroneTrack, 'latitudeDeg' | 'longitudeDeg'>): string {
  const { latitudeDeg, longitudeDeg } = track
  if (latitudeDeg < -80 || latitudeDeg > 84) return unknown
  return groupMgrs(forward([longitudeDeg, latitudeDeg], 5))
}

export function Position({ track }: { track: DroneTrack | undefined }) {
  const known = track?.hasReading ? track : null
  return (
    <dl className={styles.position}>
      <dt>MGRS</dt>
      <dd className="number">{known ? mgrsOf(known) : unknown}</dd>
      <dt>WGS 84</dt>
      <dd className="number">{known ? formatDegrees(known.latitudeDeg, known.longitudeDeg) : unknown}</dd>
    </dl>
  )
}
