'use client'

import { use } from 'react'
import { createPortal } from 'react-dom'
import { actionWords, partWords } from '../../lib/view/words.ts'
import type { Overlays } from '../shell/actions.ts'
import { type ActionName, keyCapOf, keyOf } from '../shell/keys.ts'
import type { OpenPanels, PanelSpec } from '../shell/panel-layout.ts'
import { SizeContext, StripSlotContext, useView } from '../shell/use-screen.ts'
import { Button } from '../ui/button.tsx'
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

/** What the live picture adds to the strip. A wall has no controls. */
export function LiveControls({ searching, layersOpen, panels, open, onAction, onOverlays }: Props) {
  const { theme, kiosk } = useView()
  const size = use(SizeContext)
  const slot = use(StripSlotContext)
  if (kiosk || !slot) return null
  return createPortal(
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
        <Button label="Kiosk" icon="kiosk" pressed={kiosk} hint={keyOf('kiosk')} onPress={() => onAction('kiosk')} />
      )}
      <Button label={partWords.legend} icon="legend" hint={keyOf('legend')} onPress={() => onAction('legend')} />
      <Button label={partWords.keys} icon="keyboard" hint={keyOf('help')} onPress={() => onAction('help')} />
    </nav>,
    slot,
  )
}
