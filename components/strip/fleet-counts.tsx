'use client'

import type { FleetPicture, Freshness } from '../../lib/feed/feed.ts'
import { formatCount } from '../../lib/view/format.ts'
import { freshnessWords } from '../../lib/view/words.ts'
import { usePictureBy, useScreen } from '../shell/use-screen.ts'
import { Mark } from '../ui/mark.tsx'
import styles from './strip.module.css'

const shown: Freshness[] = ['live', 'late', 'lost', 'silent', 'unknown']
const namedAlways: Freshness[] = ['live', 'late', 'lost']

const keyOf = ({ counts }: FleetPicture) => Object.values(counts).join()

/** How many drones report as they should. Silent and unknown ones are named only while there are any. */
export function FleetCounts() {
  const { counts } = usePictureBy(keyOf)
  const isReplay = useScreen().feed.kind === 'replay'
  return (
    <ul className={styles.counts} aria-label={`Drones, ${counts.total} in all`}>
      {shown
        .filter((name) => namedAlways.includes(name) || counts[name] > 0)
        .map((name) => (
          <li key={name} data-zero={counts[name] === 0} data-count={name}>
            <Mark tone={freshnessWords[name].tone} />
            <span className="number">{formatCount(counts[name])}</span>
            <span className={styles.countWord}>{isReplay && name === 'live' ? 'reporting' : name}</span>
          </li>
        ))}
    </ul>
  )
}
