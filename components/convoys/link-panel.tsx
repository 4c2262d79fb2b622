'use client'

import { partWords } from '../../lib/view/words.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import { usePicture, useRoster } from '../shell/use-screen.ts'
import { lazyPart } from '../ui/lazy-part.tsx'
import styles from './link-graph.module.css'

const LinkGraph = lazyPart(() => import('./link-graph.tsx').then((module) => module.LinkGraph))

/** Who hears whom in the selected convoy. */
export function LinkPanel({ convoyId }: { convoyId: ConvoyId }) {
  const roster = useRoster()
  const track = usePicture().convoys.get(convoyId)
  const convoy = roster.convoys.get(convoyId)
  if (!track || !convoy) return null
  return (
    <section className={styles.panel} aria-label={partWords.links}>
      <h2 className={styles.title}>
        <span>{partWords.links}</span> <span className={styles.unit}>{convoy.callsign}</span>
      </h2>
      {track.links.size === 0 ? (
        <p className={styles.none}>No drone of this convoy has reported a peer yet.</p>
      ) : (
        <LinkGraph track={track} callsigns={new Map(convoy.drones.map((drone) => [drone.droneId, drone.callsign]))} />
      )}
    </section>
  )
}
