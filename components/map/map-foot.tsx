'use client'

import type L from 'leaflet'
import { useEffect, useRef } from 'react'
import { loadTerrain } from './load-base.ts'
import styles from './map.module.css'
import type { MapInsets } from './map-view.ts'
import { attachReadout } from './readout.ts'

interface MapFootProps {
  map: L.Map
  insets: MapInsets
  /** Leaves out what follows the pointer. */
  still: boolean
  sources: string
}

/** Scale bar, north, what lies under the cursor, and where the map comes from. */
export function MapFoot({ map, insets, still, sources }: MapFootProps) {
  const foot = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const aborted = new AbortController()
    const detach = foot.current ? attachReadout(map, foot.current, () => loadTerrain(aborted.signal)) : () => {}
    return () => {
      aborted.abort()
      detach()
    }
  }, [map])

  const { leftPx, rightPx, bottomPx } = insets
  return (
    <div className={styles.foot} ref={foot} style={{ left: leftPx + 16, right: rightPx + 16, bottom: bottomPx + 10 }}>
      <div className={styles.scale} data-map-obstacle="">
        <svg aria-label="North is up" height="26" role="img" viewBox="0 0 16 26" width="16">
          <path d="M8 1 13 14 8 11 3 14Z" fill="currentColor" />
          <text fill="currentColor" fontSize="10" fontWeight="600" textAnchor="middle" x="8" y="25">
            N
          </text>
        </svg>
        <div>
          <span className={styles.number} data-map="scale-text" />
          <div className={styles.bar} data-map="scale-bar" />
        </div>
      </div>
      <div className={styles.cursor} data-map-obstacle="" hidden={still}>
        <span className={styles.number} data-map="mgrs" />
        <span className={styles.number} data-map="elevation" />
      </div>
      <span className={styles.source} data-map-obstacle="">
        {sources}
      </span>
    </div>
  )
}
