'use client'

import { type CSSProperties, useState } from 'react'
import { pageWords } from '../../lib/view/words.ts'
import type { LegendSection } from '../legend/legend-section.ts'
import type { MapInsets } from '../map/map-view.ts'
import { TacticalMap } from '../map/tactical-map.tsx'
import { LiveControls } from '../strip/live-controls.tsx'
import { Timeline } from '../timeline/timeline.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import { Welcome } from '../welcome/welcome.tsx'
import { act, fromMap, noOverlays } from './actions.ts'
import { type ActionName, keyBindingsOf, keyCapOf } from './keys.ts'
import { mapInsets, panelWidthPx } from './map-insets.ts'
import { openPanels, type PanelSpec, permittedPanels, railPanels } from './panel-layout.ts'
import { panels as allPanels } from './panels.tsx'
import { PictureNotice } from './picture-notice.tsx'
import { Rail } from './rail.tsx'
import type { Screen } from './screen.ts'
import styles from './shell.module.css'
import type { SizeClass } from './size-class.ts'
import { useFirstConvoy } from './use-first-convoy.ts'
import { useFraming } from './use-framing.ts'
import { useKeys } from './use-keys.ts'
import { useKioskCycle } from './use-kiosk-cycle.ts'
import { SizeContext, usePictureBy, useRoster, useStore, useView } from './use-screen.ts'
import { useScale, useSize } from './use-size.ts'
import { mapViewOf } from './view-state.ts'
import { WallExit } from './wall-exit.tsx'

const HelpSheet = lazyPart(() => import('../help/help-sheet.tsx').then((module) => module.HelpSheet))
const LayerMenu = lazyPart(() => import('../strip/layer-menu.tsx').then((module) => module.LayerMenu))
const Legend = lazyPart(() => import('../legend/legend.tsx').then((module) => module.Legend))

/** Puts the map, the panels and the keys together. */
export function Console({ screen }: { screen: Screen }) {
  const view = useView()
  const roster = useRoster()
  const size = useSize(view.kiosk)
  const { hasSingleKeys, isWelcomed } = useStore(screen.preferences)
  const scale = useScale(size)
  const [overlays, setOverlays] = useState(noOverlays)
  const { state } = usePictureBy(({ link }) => link.state).link
  const isEarlier = state === 'seeking' || state === 'unavailable'
  const panels = permittedPanels(allPanels, roster.permissions)
  const open = openPanels(panels, view, size)
  const insets = mapInsets(panels, open, size, innerHeight, view.time.kind === 'replay')
  const bindings = keyBindingsOf(panels)
  const onAction = (action: ActionName) => act(action, { screen, size, overlays, setOverlays })
  const explain = (legend: LegendSection | null) =>
    view.kiosk || legend === null ? undefined : () => setOverlays({ ...noOverlays, legend })
  const welcome = () => screen.preferences.change({ isWelcomed: true })
  const place = (panel: PanelSpec) => (
    <panel.Component
      key={panel.id}
      id={panel.id}
      widthPx={panelWidthPx(panel, size)}
      closeHint={panel.key === null ? 'Esc' : keyCapOf(panel.key)}
      onClose={view.kiosk ? undefined : () => onAction(`panel:${panel.id}`)}
      onExplain={explain(panel.explainedBy)}
    />
  )
  const shown = (side: PanelSpec['side']) => panels.filter((panel) => panel.side === side && open.has(panel.id))
  const rail = (side: 'left' | 'right') => {
    const folded = railPanels(panels, open, side)
    const isCovered = size === 'phone' && open.size > 0
    return folded.length === 0 || isCovered || view.kiosk ? null : <Rail panels={folded} onAction={onAction} />
  }
  useKeys(bindings, onAction, hasSingleKeys)
  useKioskCycle(screen, view.kiosk)
  useFirstConvoy(screen)
  useFraming(screen, size)
  return (
    <SizeContext value={size}>
      <main
        className={styles.screen}
        data-size={size}
        data-time={view.time.kind}
        style={{ '--scale': scale } as CSSProperties}
      >
        <div className={styles.map} data-earlier={isEarlier}>
          <TacticalMap
            feed={screen.feed}
            cursor={screen.cursor}
            roster={roster}
            view={mapViewOf(view)}
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
        <h1 className="sr-only">{pageWords.live}</h1>
        <LiveControls
          searching={overlays.search}
          layersOpen={overlays.layers}
          panels={panels.filter(({ side }) => side === 'bottom')}
          open={open}
          onAction={onAction}
          onOverlays={(next) => setOverlays({ ...noOverlays, ...next })}
        />
        <div className={styles.left}>
          {rail('left')}
          {shown('left').map(place)}
        </div>
        <div className={styles.right}>
          {shown('right').reverse().map(place)}
          {rail('right')}
        </div>
        {shown('bottom').map((panel) => (
          <div key={panel.id} className={styles.bottom} style={bottomPlace(insets, size)}>
            {place(panel)}
          </div>
        ))}
        <div className={styles.notices}>
          <PictureNotice />
        </div>
        <Timeline onExplain={explain('timeline')} />
        {view.kiosk ? <WallExit onExit={() => onAction('kiosk')} /> : null}
        {overlays.layers ? <LayerMenu onAction={onAction} onClose={() => setOverlays(noOverlays)} /> : null}
        {overlays.help ? (
          <HelpSheet bindings={bindings} onLegend={() => onAction('legend')} onClose={() => setOverlays(noOverlays)} />
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
const bottomPlace = ({ leftPx, rightPx }: MapInsets, size: SizeClass) =>
  size === 'phone' ? {} : { left: `calc(${leftPx}px + var(--u))`, right: `calc(${rightPx}px + var(--u))` }

/** Beside the left panel. */
const legendPlace = ({ leftPx }: MapInsets, size: SizeClass) =>
  size === 'phone' ? {} : { left: `calc(${leftPx}px + var(--u))` }
