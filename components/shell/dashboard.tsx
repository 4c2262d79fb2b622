'use client'

import { ApolloProvider } from '@apollo/client/react'
import { type ReactNode, useEffect, useState } from 'react'
import { maxZoomOf } from '../map/map-view.ts'
import { SingleKeysContext } from '../ui/key-cap.tsx'
import { BootScreen } from './boot-screen.tsx'
import { Console } from './console.tsx'
import { fleetView, frameOf } from './framing.ts'
import { panels } from './panels.tsx'
import { openScreen, type Screen } from './screen.ts'
import { sizeClassOf } from './size-class.ts'
import { ScreenContext, useScreen, useStore } from './use-screen.ts'
import { parseView, type ViewState } from './view-state.ts'

/** The whole screen. Drawn by the server as it will be, filled once the browser has its sockets. `search` is the query of its address. */
export function Dashboard({ search, tileUrl }: { search: string; tileUrl: string | null }) {
  const [startView] = useState(() => parseView(new URLSearchParams(search), panels))
  const [screen, setScreen] = useState<Screen | null>(null)
  useEffect(() => {
    const opened = openScreen(placed(startView, tileUrl), panels, tileUrl)
    setScreen(opened)
    return () => opened.close()
  }, [startView, tileUrl])
  if (!screen) return <BootScreen theme={startView.theme} />
  return (
    <ScreenContext value={screen}>
      <ApolloProvider client={screen.client}>
        <WithSingleKeys>
          <Console screen={screen} />
        </WithSingleKeys>
      </ApolloProvider>
    </ScreenContext>
  )
}

function WithSingleKeys({ children }: { children: ReactNode }) {
  const { hasSingleKeys } = useStore(useScreen().preferences)
  return <SingleKeysContext value={hasSingleKeys}>{children}</SingleKeysContext>
}

/** A view that names no place shows the country until the fleet is known; one that names a place no nearer than the map goes. */
function placed(view: ViewState, tileUrl: string | null): ViewState {
  if (!view.fitted) return { ...view, zoom: Math.min(view.zoom, maxZoomOf(tileUrl)) }
  return { ...view, ...fleetView([], frameOf(panels, view, sizeClassOf(innerWidth, view.kiosk))) }
}
