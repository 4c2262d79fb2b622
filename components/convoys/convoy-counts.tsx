import type { FleetCounts, Freshness } from '../../lib/feed/feed.ts'
import { countOf, freshnessWords } from '../../lib/view/words.ts'
import { Mark } from '../ui/mark.tsx'
import styles from './convoy-card.module.css'

const troubles: Freshness[] = ['lost', 'late', 'unknown']

/** How many drones a convoy has, and how many of them are lost, late or unknown. */
export function ConvoyCounts({ counts, drones }: { counts: FleetCounts | undefined; drones: number }) {
  const found = troubles.filter((name) => counts && counts[name] > 0)
  return (
    <span className={`number ${styles.size}`}>
      {found.map((name) => (
        <span key={name} className={styles.trouble} data-drones={name} data-tone={freshnessWords[name].tone}>
          <Mark tone={freshnessWords[name].tone} />
          <span>{`${counts?.[name]} ${name}`}</span>
        </span>
      ))}
      <span>{found.length > 0 ? `of ${drones}` : countOf(drones, 'drone')}</span>
    </span>
  )
}
