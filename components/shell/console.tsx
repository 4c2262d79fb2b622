'use client'

import { type CSSProperties, useState } from 'react'
import { ConvoyList } from '../convoys/convoy-list.tsx'
import { Leaderboard } from '../hud/leaderboard.tsx'
import type { LegendSection } from '../legend/legend-entries.tsx'
import type { MapInsets } from '../map/map-view.ts'
import { TacticalMap } from '../map/tactical-map.tsx'
import { StatusStrip } from '../strip/status-strip.tsx'
import { Timeline } from '../timeline/timeline.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import { Welcome } from '../welcome/welcome.tsx'
import { act, fromMap, noOverlays } from './actions.ts'
import type { ActionName } from './keys.ts'
import { mapInsets } from './map-insets.ts'
import { PictureNotice } from './picture-notice.tsx'
import { Rail } from './rail.tsx'
import type { Screen } from './screen.ts'
import styles from './shell.module.css'
import { openPanels, type SizeClass } from './size-class.ts'
import { useFirstConvoy } from './use-first-convoy.ts'
import { useFraming } from './use-framing.ts'
import { useKeys } from './use-keys.ts'
import { useKioskCycle } from './use-kiosk-cycle.ts'
import { SizeContext, useRoster, useStore, useView } from './use-screen.ts'
import { useScale, useSize } from './use-size.ts'
import { WallExit } from './wall-exit.tsx'

const HelpSheet = lazyPart(() => import('../help/help-sheet.tsx').then((module) => module.HelpSheet))
const LayerMenu = lazyPart(() => import('../strip/layer-menu.tsx').then((module) => module.LayerMenu))
const Legend = lazyPart(() => import('../legend/legend.tsx').then((module) => module.Legend))
const DronePanel = lazyPart(() => import('../drone-panel/drone-panel.tsx').then((module) => module.DronePanel))
const DroneTable = lazyPart(() => import('../table/drone-table.tsx').then((module) => module.DroneTable))

/** Puts the map, the panels and the keys together. */
export function Console({ screen }: { screen: Screen }) {
  const view = useView()
  const roster = useRoster()
  const size = useSize(view.kiosk)
  const { hasSingleKeys, isWelcomed } = useStore(screen.preferences)
  const scale = useScale(size)
  const [overlays, setOverlays] = useState(noOverlays)
  const open = openPanels(view, size)
  const insets = mapInsets(size, open, innerHeight)
  const onAction = (action: ActionName) => act(action, { screen, size, overlays, setOverlays })
  const closeHud = view.kiosk ? undefined : () => onAction('hud')
  const explain = (legend: LegendSection) => (view.kiosk ? undefined : () => setOverlays({ ...noOverlays, legend }))
  const welcome = () => screen.preferences.change({ isWelcomed: true })
  const closeConvoys = view.kiosk ? undefined : () => onAction('convoys')
  const sheetOpen = size === 'phone' && (open.convoys || open.hud || open.drone || open.table)
  const rail = (side: 'left' | 'right') => (sheetOpen ? null : <Rail side={side} onAction={onAction} open={open} />)
  useKeys(onAction, hasSingleKeys)
  useKioskCycle(screen, view.kiosk)
  useFirstConvoy(screen)
  useFraming(screen, size)
  return (
    <SizeContext value={size}>
      <main
        className={styles.screen}
        data-theme={view.theme}
        data-size={size}
        style={{ '--scale': scale } as CSSProperties}
      >
        <div className={styles.map}>
          <TacticalMap
            feed={screen.feed}
            roster={roster}
            view={view}
            theme={view.theme}
            kiosk={view.kiosk}
            insets={insets}
            scale={scale}
            tileUrl={screen.tileUrl}
            measuring={overlays.measure}
            onMeasure={() => onAction('measure')}
            onShowFleet={() => onAction('fleet')}
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
        <div className={styles.left}>
          {open.convoys ? <ConvoyList onClose={closeConvoys} onExplain={explain('convoys')} /> : rail('left')}
        </div>
        <div className={styles.right}>
          {open.drone && view.selectedDroneId ? <DronePanel droneId={view.selectedDroneId} /> : null}
          {open.hud ? <Leaderboard onClose={closeHud} onExplain={explain('hud')} /> : rail('right')}
        </div>
        {open.table ? (
          <div className={styles.table} style={tablePlace(insets, size)}>
            <DroneTable onClose={() => onAction('table')} />
          </div>
        ) : null}
        <PictureNotice />
        <Timeline onExplain={explain('timeline')} />
        {view.kiosk ? <WallExit onExit={() => onAction('kiosk')} /> : null}
        {overlays.layers ? <LayerMenu onAction={onAction} onClose={() => setOverlays(noOverlays)} /> : null}
        {overlays.help ? (
          <HelpSheet onLegend={() => onAction('legend')} onClose={() => setOverlays(noOverlays)} />
        ) : null}
        {overlays.legend ? (
          <div className={styles.legend} style={legendPlace(insets, size)}>
            <Legend section={overlays.legend} onClose={() => setOverlays(noOverlays)} />
          </div>
        ) : isWelcomed || view.kiosk ? null : (
          <div className={styles.welcome}>
            <Welcome onLegend={() => onAction('legend')} onHelp={() => onAction('help')} onClose={welcome} />
          </div>
        )}
      </main>
    </SizeContext>
  )
}

/** Between the panels of both sides. */
const tablePlace = ({ leftPx, rightPx }: MapInsets, size: SizeClass) =>
  size === 'phone' ? {} : { left: `calc(${leftPx}px + var(--u))`, right: `calc(${rightPx}px + var(--u))` }

/** Beside the left panel. */
const legendPlace = ({ leftPx }: MapInsets, size: SizeClass) =>
  size === 'phone' ? {} : { left: `calc(${leftPx}px + var(--u))` }
