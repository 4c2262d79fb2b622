'use client'

import type { TacticalMapProps } from './map-view.ts'

export function TacticalMapContainer({ view }: TacticalMapProps) {
  return <div data-map-zoom={view.zoom} style={{ position: 'absolute', inset: 0 }} />
}
