import { formatAge, formatUtc, formatUtcDate } from '../../lib/view/format.ts'
import { Mark } from '../ui/mark.tsx'
import { Nothing } from './section.tsx'
import styles from './store-list.module.css'
import type { Store } from './use-system.ts'
import { storeKindWords, storeStateWords } from './words.ts'

/** The databases, as this process sees them. */
export function StoreList({ stores }: { stores: readonly Store[] | null }) {
  if (!stores) return <Nothing>Asking…</Nothing>
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
                {word}
              </span>
            </p>
            <p className={styles.since}>
              for <span className="number">{formatAge(Date.now() - sinceMs)}</span>, since{' '}
              <time className="number" dateTime={since}>
                {formatUtcDate(sinceMs)} {formatUtc(sinceMs)}Z
              </time>
            </p>
            {detail ? <p className={styles.detail}>{detail}</p> : null}
          </li>
        )
      })}
    </ul>
  )
}
