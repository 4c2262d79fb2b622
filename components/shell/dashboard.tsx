'use client'

import { ApolloProvider } from '@apollo/client/react'
import { type ReactNode, useEffect, useState } from 'react'
import { maxZoomOf } from '../map/map-view.ts'
import { SingleKeysContext } from '../ui/key-cap.tsx'
import { BootScreen } from './boot-screen.tsx'
import { Console } from './console.tsx'
import { fleetView, frameOf } from './framing.ts'
import { openScreen, type Screen } from './screen.ts'
import { sizeClassOf } from './size-class.ts'
import { ScreenContext, useScreen, useStore } from './use-screen.ts'
import type { ViewState } from './view-state.ts'

/** The whole screen. Drawn by the server as it will be, filled once the browser has its sockets. */
export function Dashboard({ initialView, tileUrl }: { initialView: ViewState; tileUrl: string | null }) {
  const [startView] = useState(initialView)
  const [screen, setScreen] = useState<Screen | null>(null)
  useEffect(() => {
    const opened = openScreen(placed(startView, tileUrl), tileUrl)
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
  return { ...view, ...fleetView([], frameOf(view, sizeClassOf(innerWidth, view.kiosk), window)) }
}
