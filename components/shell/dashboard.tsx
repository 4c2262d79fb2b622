'use client'

import { type ReactNode, useEffect, useState } from 'react'
import { SingleKeysContext } from '../ui/key-cap.tsx'
import { BootScreen } from './boot-screen.tsx'
import { Console } from './console.tsx'
import { openScreen, type Screen } from './screen.ts'
import { ScreenContext, useScreen, useStore } from './use-screen.ts'
import type { ViewState } from './view-state.ts'

/** The whole screen. Drawn by the server as it will be, filled once the browser has its sockets. */
export function Dashboard({ initialView }: { initialView: ViewState }) {
  const [startView] = useState(initialView)
  const [screen, setScreen] = useState<Screen | null>(null)
  useEffect(() => {
    const opened = openScreen(startView)
    setScreen(opened)
    return () => opened.close()
  }, [startView])
  if (!screen) return <BootScreen theme={startView.theme} />
  return (
    <ScreenContext value={screen}>
      <WithSingleKeys>
        <Console screen={screen} />
      </WithSingleKeys>
    </ScreenContext>
  )
}

function WithSingleKeys({ children }: { children: ReactNode }) {
  const { hasSingleKeys } = useStore(useScreen().preferences)
  return <SingleKeysContext value={hasSingleKeys}>{children}</SingleKeysContext>
}
