import type { ReactNode } from 'react'
import type { Tone } from '../../lib/view/words.ts'
import { Mark } from './mark.tsx'
import styles from './notice.module.css'

interface Props {
  tone: Tone
  title: string
  /** What a screen reader announces, where title or text hold an age that counts; else these are announced. */
  spoken?: string | undefined
  children?: ReactNode
}

/** Says what is the matter and what to do next, where there is nothing to show. */
export function Notice({ tone, title, spoken, children }: Props) {
  return (
    <div className={styles.notice} role={spoken ? undefined : 'status'}>
      {spoken ? (
        <p className="sr-only" role="status">
          {spoken}
        </p>
      ) : null}
      <p className={styles.title}>
        <Mark tone={tone} />
        <span>{title}</span>
      </p>
      {children ? <p className={styles.text}>{children}</p> : null}
    </div>
  )
}
