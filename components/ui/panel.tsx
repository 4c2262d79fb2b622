'use client'

import type { ReactNode } from 'react'
import { actionWords } from '../../lib/view/words.ts'
import { Button } from './button.tsx'
import type { IconName } from './icon.tsx'
import styles from './panel.module.css'

/** What the buttons of a panel's header do; without an action there is no button. */
export interface PanelActions {
  onClose?: (() => void) | undefined
  /** Opens an explanation of what the panel shows. */
  onExplain?: (() => void) | undefined
}

interface Props extends PanelActions {
  id: string
  title: ReactNode
  /** What a screen reader calls the region. */
  label: string
  children: ReactNode
  /** Beside the title. */
  aside?: ReactNode
  closeLabel?: string
  closeHint?: string
  closeIcon?: IconName
  /** What is inside scrolls by itself. */
  fill?: boolean
}

/** A translucent sheet over the map: a title that stays and a body that scrolls. */
export function Panel(props: Props) {
  const {
    id,
    title,
    label,
    children,
    aside,
    onClose,
    closeLabel = actionWords.close,
    closeHint,
    closeIcon = 'close',
    fill = false,
    onExplain,
  } = props
  return (
    <section id={id} data-panel={id} className={styles.panel} aria-label={label} data-map-obstacle="">
      <header className={styles.header}>
        <h2 className={styles.title}>{title}</h2>
        {aside === undefined ? null : <div>{aside}</div>}
        {onExplain ? <Button label={actionWords.explain} icon="help" onPress={onExplain} /> : null}
        {onClose ? (
          <Button label={closeLabel} icon={closeIcon} onPress={onClose} {...(closeHint ? { hint: closeHint } : {})} />
        ) : null}
      </header>
      <div className={styles.body} data-fill={fill}>
        {children}
      </div>
    </section>
  )
}
