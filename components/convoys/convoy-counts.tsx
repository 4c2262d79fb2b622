import type { FleetCounts, Freshness } from '../../lib/feed/feed.ts'
import { freshnessWords } from '../../lib/view/words.ts'
import { Mark } from '../ui/mark.tsx'
import styles from './convoy-card.module.css'

const troubles: Freshness[] = ['lost', 'late', 'unknown']

/** How many drones of a convoy are lost, late or unknown; nothing while there are none. */
export function ConvoyCounts({ counts }: { counts: FleetCounts | undefined }) {
  const found = troubles.filter((name) => counts && counts[name] > 0)
  if (found.length === 0) return null
  return (
    <span className={`number ${styles.counts}`}>
      {found.map((name) => (
        <span key={name} className={styles.trouble} data-drones={name} data-tone={freshnessWords[name].tone}>
          <Mark tone={freshnessWords[name].tone} />
          <span>{`${counts?.[name]} ${name}`}</span>
        </span>
      ))}
    </span>
  )
}
