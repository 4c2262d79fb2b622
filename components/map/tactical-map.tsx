'use client'

import dynamic from 'next/dynamic'
import type { TacticalMapProps } from './map-view.ts'

const MapContainer = dynamic(() => import('./map-container.tsx').then((module) => module.TacticalMapContainer), {
  ssr: false,
  loading: () => <div aria-busy="true" role="status" style={{ position: 'absolute', inset: 0 }} />,
})

/** The map, filling its nearest positioned ancestor. Leaflet needs a window and loads apart from the page. */
export function TacticalMap(props: TacticalMapProps) {
  return <MapContainer {...props} />
}
