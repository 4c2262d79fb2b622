'use client'

import { ApolloProvider } from '@apollo/client/react'
import { use } from 'react'
import { SingleKeysContext } from '../ui/key-cap.tsx'
import { BootScreen } from './boot-screen.tsx'
import { Console } from './console.tsx'
import type { Screen } from './screen.ts'
import { ScreenContext, useStore } from './use-screen.ts'

/** The live picture, once the shell around it has opened its screen. */
export function LivePage() {
  const screen = use(ScreenContext)
  return screen ? <OpenPage screen={screen} /> : <BootScreen />
}

function OpenPage({ screen }: { screen: Screen }) {
  const { hasSingleKeys } = useStore(screen.preferences)
  return (
    <ApolloProvider client={screen.client}>
      <SingleKeysContext value={hasSingleKeys}>
        <Console screen={screen} />
      </SingleKeysContext>
    </ApolloProvider>
  )
}
