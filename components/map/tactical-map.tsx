'use client'

import { phrases } from '../../lib/view/words.ts'
import { lazyPart } from '../ui/lazy-part.tsx'
import { Notice } from '../ui/notice.tsx'
import type { TacticalMapProps } from './map-view.ts'

const MapContainer = lazyPart(() => import('./map-container.tsx').then((module) => module.TacticalMapContainer), {
  loading: <div aria-busy="true" role="status" style={{ position: 'absolute', inset: 0 }} />,
  failed: (
    <div style={{ position: 'absolute', inset: 0, display: 'grid', placeContent: 'center' }}>
      <Notice tone="watch" title="The map can’t be loaded">
        {phrases.retrying}
      </Notice>
    </div>
  ),
})

/** The map, filling its nearest positioned ancestor. Leaflet needs a window and loads apart from the page. */
export function TacticalMap(props: TacticalMapProps) {
  return <MapContainer {...props} />
}
