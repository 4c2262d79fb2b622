import { partWords } from '../lib/view/words.ts'
import '@fontsource-variable/inter'
import '@fontsource/ibm-plex-mono/latin-400.css'
import '@fontsource/ibm-plex-mono/latin-500.css'
import 'leaflet/dist/leaflet.css'
import './globals.css'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { AppShell } from '../components/shell/app-shell.tsx'
import { ThemeScript } from '../components/shell/theme-script.tsx'
import { palettes } from '../lib/looks/palette.ts'
import { requireHandle } from '../server/handle.ts'

/** Every page has what the running server says. */
export const dynamic = 'force-dynamic'

export const metadata: Metadata = {
  title: partWords.app,
  description: 'Live picture, leadership and leaderboard of drone convoys over Afghanistan.',
}

export const viewport: Viewport = {
  themeColor: palettes.dark.ground,
  colorScheme: 'dark',
  width: 'device-width',
  initialScale: 1,
}

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" data-theme="dark" suppressHydrationWarning>
      <head>
        <ThemeScript />
      </head>
      <body>
        <AppShell tileUrl={requireHandle().tileUrl || null}>{children}</AppShell>
      </body>
    </html>
  )
}
