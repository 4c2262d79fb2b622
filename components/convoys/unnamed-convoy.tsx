import type { ConvoyTrack } from '../../lib/feed/feed.ts'
import { countOf, leadershipWordsOf } from '../../lib/view/words.ts'
import { Mark } from '../ui/mark.tsx'
import styles from './convoy-card.module.css'
import { ConvoyCounts } from './convoy-counts.tsx'

/** A convoy that the map already shows, while its name is still being loaded: what is counted above is found below. */
export function UnnamedConvoy({ track }: { track: ConvoyTrack }) {
  const state = leadershipWordsOf(track)
  return (
    <li className={styles.card} data-convoy={track.convoyId} data-known={track.isKnown}>
      <div className={styles.press}>
        <span className={styles.callsign}>New convoy</span>
        <span className={styles.state} data-state={state.word} data-tone={state.tone} title={state.means}>
          <Mark tone={state.tone} />
          <span>{state.word}</span>
        </span>
        <span className={styles.unit}>Loading its name…</span>
        <span className={`number ${styles.size}`}>{countOf(track.drones.length, 'drone')}</span>
        <ConvoyCounts counts={track.counts} />
      </div>
    </li>
  )
}
