'use client'

import { usePathname } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { maxZoomOf } from '../map/map-view.ts'
import { StatusStrip } from '../strip/status-strip.tsx'
import { fleetView, frameOf } from './framing.ts'
import { findPage } from './pages.ts'
import { panels } from './panels.tsx'
import { openScreen, type Screen } from './screen.ts'
import styles from './shell.module.css'
import { sizeClassOf } from './size-class.ts'
import { ScreenContext, StripSlotContext } from './use-screen.ts'
import { parseView, type ViewState } from './view-state.ts'

/** Around every page: the strip, and the screen that it and the live picture draw from, once the browser has its sockets. */
export function AppShell({ tileUrl, children }: { tileUrl: string | null; children: ReactNode }) {
  const page = findPage(usePathname())
  const [screen, setScreen] = useState<Screen | null>(null)
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  useEffect(() => {
    const opened = openScreen(createStartView(tileUrl), panels, tileUrl)
    setScreen(opened)
    return () => opened.close()
  }, [tileUrl])
  return (
    <ScreenContext value={screen}>
      <StripSlotContext value={slot}>
        <div className={styles.shell}>
          {screen ? <StatusStrip page={page} slotRef={setSlot} /> : null}
          <div>{children}</div>
        </div>
      </StripSlotContext>
    </ScreenContext>
  )
}

/** The view of the address: one that names no place shows the country until the fleet is known, one that does no nearer than the map goes. */
function createStartView(tileUrl: string | null): ViewState {
  const view = parseView(new URLSearchParams(location.search), panels)
  if (!view.fitted) return { ...view, zoom: Math.min(view.zoom, maxZoomOf(tileUrl)) }
  return { ...view, ...fleetView([], frameOf(panels, view, sizeClassOf(innerWidth, view.kiosk))) }
}
