'use client'

import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import type { IconName } from './icon.tsx'
import styles from './panel.module.css'

interface Props {
  id: string
  title: ReactNode
  /** What a screen reader calls the region. */
  label: string
  children: ReactNode
  /** Beside the title. */
  aside?: ReactNode
  /** Absent: can't be closed. */
  onClose?: (() => void) | undefined
  closeLabel?: string
  closeHint?: string
  closeIcon?: IconName
}

/** A translucent sheet over the map: a title that stays and a body that scrolls. */
export function Panel(props: Props) {
  const { id, title, label, children, aside, onClose, closeLabel = 'Close', closeHint, closeIcon = 'close' } = props
  return (
    <section id={id} data-panel={id} className={styles.panel} aria-label={label}>
      <header className={styles.header}>
        <div className={styles.title}>{title}</div>
        {aside}
        {onClose ? (
          <Button label={closeLabel} icon={closeIcon} onPress={onClose} {...(closeHint ? { hint: closeHint } : {})} />
        ) : null}
      </header>
      <div className={styles.body}>{children}</div>
    </section>
  )
}
