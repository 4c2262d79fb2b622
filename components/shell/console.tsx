'use client'

import { useState } from 'react'
import { ConvoyList } from '../convoys/convoy-list.tsx'
import { DronePanel } from '../drone-panel/drone-panel.tsx'
import { HelpSheet } from '../help/help-sheet.tsx'
import { Leaderboard } from '../hud/leaderboard.tsx'
import { TacticalMap } from '../map/tactical-map.tsx'
import { LayerMenu } from '../strip/layer-menu.tsx'
import { StatusStrip } from '../strip/status-strip.tsx'
import { Timeline } from '../timeline/timeline.tsx'
import { act, fromMap, noOverlays } from './actions.ts'
import type { ActionName } from './keys.ts'
import { mapInsets } from './map-insets.ts'
import { PictureNotice } from './picture-notice.tsx'
import { Rail } from './rail.tsx'
import type { Screen } from './screen.ts'
import styles from './shell.module.css'
import { openPanels } from './size-class.ts'
import { useFirstConvoy } from './use-first-convoy.ts'
import { useKeys } from './use-keys.ts'
import { useKioskCycle } from './use-kiosk-cycle.ts'
import { SizeContext, useRoster, useView } from './use-screen.ts'
import { useSize } from './use-size.ts'

/** Puts the map, the panels and the keys together. */
export function Console({ screen }: { screen: Screen }) {
  const view = useView()
  const roster = useRoster()
  const size = useSize(view.kiosk)
  const [overlays, setOverlays] = useState(noOverlays)
  const open = openPanels(view, size)
  const onAction = (action: ActionName) => act(action, { screen, size, overlays, setOverlays })
  const closeHud = view.kiosk ? undefined : () => onAction('hud')
  const closeConvoys = view.kiosk ? undefined : () => onAction('convoys')
  const sheetOpen = size === 'phone' && (open.convoys || open.hud || open.drone)
  const rail = (side: 'left' | 'right') => (sheetOpen ? null : <Rail side={side} onAction={onAction} open={open} />)
  useKeys(onAction)
  useKioskCycle(screen, view.kiosk)
  useFirstConvoy(screen)
  return (
    <SizeContext value={size}>
      <main className={styles.screen} data-theme={view.theme} data-size={size} data-kiosk={view.kiosk}>
        <div className={styles.map}>
          <TacticalMap
            feed={screen.feed}
            roster={roster}
            view={view}
            theme={view.theme}
            kiosk={view.kiosk}
            insets={mapInsets(size, open)}
            onDrawn={() => screen.mapDrawn.set(true)}
            onViewChange={(change) => fromMap(screen, change, size)}
          />
        </div>
        <StatusStrip
          searching={overlays.search}
          layersOpen={overlays.layers}
          onAction={onAction}
          onOverlays={(next) => setOverlays({ ...noOverlays, ...next })}
        />
        <div className={styles.left}>{open.convoys ? <ConvoyList onClose={closeConvoys} /> : rail('left')}</div>
        <div className={styles.right}>
          {open.drone && view.selectedDroneId ? <DronePanel droneId={view.selectedDroneId} /> : null}
          {open.hud ? <Leaderboard onClose={closeHud} /> : rail('right')}
        </div>
        <PictureNotice />
        <Timeline />
        {overlays.layers ? <LayerMenu onAction={onAction} /> : null}
        {overlays.help ? <HelpSheet onClose={() => setOverlays(noOverlays)} /> : null}
      </main>
    </SizeContext>
  )
}
