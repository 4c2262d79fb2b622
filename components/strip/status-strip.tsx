'use client'

import { use } from 'react'
import { actionWords, partWords } from '../../lib/view/words.ts'
import type { Overlays } from '../shell/actions.ts'
import { type ActionName, keyCapOf, keyOf } from '../shell/keys.ts'
import type { OpenPanels, PanelSpec } from '../shell/panel-layout.ts'
import { SizeContext, useView } from '../shell/use-screen.ts'
import { Button } from '../ui/button.tsx'
import { Alerts } from './alerts.tsx'
import { Clock } from './clock.tsx'
import { FleetCounts } from './fleet-counts.tsx'
import { LinkBadge } from './link-badge.tsx'
import { SearchBox } from './search-box.tsx'
import styles from './strip.module.css'

interface Props {
  searching: boolean
  layersOpen: boolean
  /** Those that have their button here. */
  panels: readonly PanelSpec[]
  open: OpenPanels
  onAction(action: ActionName): void
  /** What shall be open, instead of all that is. */
  onOverlays(open: Partial<Overlays>): void
}

/** What must be seen at every moment: time, link, fleet, trouble. The controls leave in kiosk mode. */
export function StatusStrip({ searching, layersOpen, panels, open, onAction, onOverlays }: Props) {
  const { theme, kiosk } = useView()
  const size = use(SizeContext)
  return (
    <header className={styles.strip} data-map-obstacle="">
      <h1 className={styles.name}>{partWords.app}</h1>
      <Clock />
      <LinkBadge />
      <FleetCounts />
      <Alerts />
      {kiosk ? null : (
        <nav className={styles.controls} aria-label="Controls">
          <SearchBox open={searching} onOpen={() => onOverlays({ search: true })} onClose={() => onOverlays({})} />
          <span data-opens-layers="">
            <Button
              label={partWords.layers}
              icon="layers"
              expanded={layersOpen}
              onPress={() => onOverlays({ layers: !layersOpen })}
            />
          </span>
          {panels.map(({ id, title, icon, key }) => (
            <Button
              key={id}
              label={title}
              icon={icon}
              pressed={open.has(id)}
              {...(key ? { hint: keyCapOf(key) } : {})}
              onPress={() => onAction(`panel:${id}`)}
            />
          ))}
          <Button
            label={actionWords.night}
            icon="night"
            pressed={theme === 'night'}
            hint={keyOf('night')}
            onPress={() => onAction('night')}
          />
          {size === 'phone' ? null : (
            <Button
              label="Kiosk"
              icon="kiosk"
              pressed={kiosk}
              hint={keyOf('kiosk')}
              onPress={() => onAction('kiosk')}
            />
          )}
          <Button label={partWords.legend} icon="legend" hint={keyOf('legend')} onPress={() => onAction('legend')} />
          <Button label={partWords.keys} icon="keyboard" hint={keyOf('help')} onPress={() => onAction('help')} />
        </nav>
      )}
    </header>
  )
}
