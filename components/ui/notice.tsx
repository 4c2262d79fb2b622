import type { ReactNode } from 'react'
import type { Tone } from '../../lib/view/words.ts'
import { Mark } from './mark.tsx'
import styles from './notice.module.css'

/** Says what is the matter and what to do next, where there is nothing to show. */
export function Notice({ tone, title, children }: { tone: Tone; title: string; children?: ReactNode }) {
  return (
    <div className={styles.notice} role="status">
      <p className={styles.title}>
        <Mark tone={tone} />
        <span>{title}</span>
      </p>
      {children ? <p className={styles.text}>{children}</p> : null}
    </div>
  )
}
