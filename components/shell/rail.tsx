'use client'

import { Button } from '../ui/button.tsx'
import type { ActionName } from './keys.ts'
import { keyCapOf } from './keys.ts'
import type { PanelSpec } from './panel-layout.ts'
import styles from './rail.module.css'

interface Props {
  /** The folded panels of this side. */
  panels: readonly PanelSpec[]
  onAction(action: ActionName): void
}

/** Folded panels: a button that opens each, and what it shows meanwhile. */
export function Rail({ panels, onAction }: Props) {
  const titles = panels.map(({ title }) => title)
  return (
    <nav className={styles.rail} data-map-obstacle="" aria-label={`${titles.join(', ')}, folded`}>
      {panels.map(({ id, title, icon, key }) => (
        <Button
          key={id}
          label={title}
          icon={icon}
          {...(key ? { hint: keyCapOf(key) } : {})}
          expanded={false}
          onPress={() => onAction(`panel:${id}`)}
        />
      ))}
      {panels.map(({ id, Folded }) => (Folded ? <Folded key={id} /> : null))}
    </nav>
  )
}
