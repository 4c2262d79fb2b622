'use client'

import type { CSSProperties, ReactNode } from 'react'
import { actionWords } from '../../lib/view/words.ts'
import { Button } from './button.tsx'
import type { IconName } from './icon.tsx'
import styles from './panel.module.css'

/** What a panel gets from where it is placed, to hand on to `Panel`. Without an action there is no button for it. */
export interface PanelFrame {
  id: string
  /** Where it is placed decides when absent. */
  widthPx?: number
  onClose?: (() => void) | undefined
  /** The key that does the same. */
  closeHint?: string | undefined
  /** Opens an explanation of what the panel shows. */
  onExplain?: (() => void) | undefined
}

interface Props extends PanelFrame {
  title: ReactNode
  /** What a screen reader calls the region. */
  label: string
  children: ReactNode
  /** Beside the title. */
  aside?: ReactNode
  closeLabel?: string
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
    widthPx,
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
    <section
      id={id}
      data-panel={id}
      className={styles.panel}
      style={widthPx ? ({ '--panel-width': `${widthPx}px` } as CSSProperties) : undefined}
      aria-label={label}
      data-map-obstacle=""
    >
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
