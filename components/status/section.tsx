import { type ReactNode, useId } from 'react'
import styles from './system-status.module.css'

/** One part of the page under its heading. */
export function Section({ title, isWide = false, children }: { title: string; isWide?: boolean; children: ReactNode }) {
  const headingId = useId()
  return (
    <section className={styles.section} data-wide={isWide} aria-labelledby={headingId}>
      <h2 id={headingId}>{title}</h2>
      <div>{children}</div>
    </section>
  )
}

/** Where there is nothing to list: why. */
export const EmptyState = ({ children }: { children: ReactNode }) => <p className={styles.nothing}>{children}</p>
