'use client'

import type { ReactNode } from 'react'
import { actionWords } from '../../lib/view/words.ts'
import styles from './fallback.module.css'

/** A page of words when there is no screen: what is the matter and where to go. */
export function Fallback({ title, children, onRetry }: { title: string; children: ReactNode; onRetry?(): void }) {
  return (
    <main className={styles.page}>
      <h1>{title}</h1>
      <p>{children}</p>
      <p className={styles.ways}>
        {onRetry ? (
          <button type="button" onClick={onRetry}>
            {actionWords.retry}
          </button>
        ) : null}
        <a href="/">Open the live picture</a>
      </p>
    </main>
  )
}
