import { partWords } from '../lib/view/words.ts'
import '@fontsource-variable/inter'
import '@fontsource/ibm-plex-mono/latin-400.css'
import '@fontsource/ibm-plex-mono/latin-500.css'
import 'leaflet/dist/leaflet.css'
import './globals.css'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { palettes } from '../lib/looks/palette.ts'

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
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}
