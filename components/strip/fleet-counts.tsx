'use client'

import type { Freshness } from '../../lib/feed/freshness.ts'
import { countFleet } from '../../lib/view/fleet-counts.ts'
import { formatCount } from '../../lib/view/format.ts'
import { freshnessWords } from '../../lib/view/words.ts'
import { useNowMs, useScreen } from '../shell/use-screen.ts'
import { Mark } from '../ui/mark.tsx'
import styles from './strip.module.css'

const shown: Freshness[] = ['live', 'late', 'lost', 'silent']

/** How many drones report as they should. Silent ones are named only while there are any. */
export function FleetCounts() {
  const { feed } = useScreen()
  const counts = countFleet(feed.picture.drones.values(), useNowMs('slow'))
  return (
    <ul className={styles.counts} aria-label={`Drones, ${counts.total} in all`}>
      {shown
        .filter((name) => name !== 'silent' || counts.silent > 0)
        .map((name) => (
          <li key={name} data-zero={counts[name] === 0} data-count={name}>
            <Mark tone={freshnessWords[name].tone} />
            <span className="number">{formatCount(counts[name])}</span>
            <span className={styles.countWord}>{name === 'silent' ? 'silent' : name}</span>
          </li>
        ))}
    </ul>
  )
}
