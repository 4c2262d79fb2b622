'use client'

import { useEffect, useState } from 'react'
import { BootScreen } from './boot-screen.tsx'
import { Console } from './console.tsx'
import { openScreen, type Screen } from './screen.ts'
import { ScreenContext } from './use-screen.ts'
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
      <Console screen={screen} />
    </ScreenContext>
  )
}
