import { formatAge, formatCount } from '../../lib/view/format.ts'
import { phrases } from '../../lib/view/words.ts'
import styles from './job-list.module.css'
import { EmptyState } from './section.tsx'
import type { System } from './system.ts'

/** Messages on the bus that this process could not read or apply, by who skipped them. */
export function SkippedList({ skipped, nowMs }: { skipped: System['skippedMessages'] | null; nowMs: number }) {
  if (!skipped) return <EmptyState>{phrases.loading}</EmptyState>
  if (skipped.length === 0) return <EmptyState>Every message since the start was read and applied.</EmptyState>
  return (
    <ul className={styles.setAside} aria-label="Messages skipped">
      {skipped.map(({ topic, follower, count, sequence, reason, at }) => (
        <li key={`${topic} ${follower}`} data-skipped={topic}>
          <div>
            <p>
              <strong>{topic}</strong>: <span>{follower}</span> skipped{' '}
              <span className="number">{formatCount(count)}</span>, last{' '}
              <span className="number">{formatAge(nowMs - Date.parse(at))}</span> ago at{' '}
              <span className="number">{sequence}</span>
            </p>
            <p className={styles.error}>{reason}</p>
          </div>
        </li>
      ))}
    </ul>
  )
}
