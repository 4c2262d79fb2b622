import { formatAge, formatUtcInstant } from '../../lib/view/format.ts'
import { phrases, storeKindWords, storeStateWords } from '../../lib/view/words.ts'
import { Mark } from '../ui/mark.tsx'
import { EmptyState } from './section.tsx'
import styles from './store-list.module.css'
import type { Store } from './system.ts'

/** The databases, as this process sees them. */
export function StoreList({ stores, nowMs }: { stores: readonly Store[] | null; nowMs: number }) {
  if (!stores) return <EmptyState>{phrases.loading}</EmptyState>
  return (
    <ul className={styles.list}>
      {stores.map(({ name, kind, state, since, detail }) => {
        const { word, tone } = storeStateWords[state]
        const sinceMs = Date.parse(since)
        return (
          <li key={name} data-store={name} data-state={state}>
            <p className={styles.line}>
              <strong>{name}</strong>
              <span className={styles.kind}>{storeKindWords[kind]}</span>
              <span className={styles.state}>
                <Mark tone={tone} />
                <span>{word}</span>
              </span>
            </p>
            <p className={styles.since}>
              for <span className="number">{formatAge(nowMs - sinceMs)}</span>, since{' '}
              <time className="number" dateTime={since}>
                {formatUtcInstant(sinceMs)}
              </time>
            </p>
            {detail ? <p className={styles.detail}>{detail}</p> : null}
          </li>
        )
      })}
    </ul>
  )
}
