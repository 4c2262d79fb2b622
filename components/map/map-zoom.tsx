'use client'

import type L from 'leaflet'
import { DomEvent } from 'leaflet'
import { actionWords } from '../../lib/view/words.ts'
import styles from './map.module.css'
import { type MapInsets, zoomRange } from './map-view.ts'

interface MapZoomProps {
  map: L.Map
  zoom: number
  maxZoom: number
  onShowFleet?: (() => void) | undefined
  measuring: boolean
  onMeasure?: (() => void) | undefined
  insets: MapInsets
}

/** Buttons for what `+`, `-`, `a` and `m` do. */
export function MapZoom({ map, zoom, maxZoom, onShowFleet, measuring, onMeasure, insets }: MapZoomProps) {
  return (
    <div
      className={styles.zoom}
      data-map-obstacle=""
      // A click on a button is none on the map, where it would clear the selection.
      ref={(buttons) => {
        if (buttons) DomEvent.disableClickPropagation(buttons)
      }}
      style={{ right: insets.rightPx + 16, bottom: insets.bottomPx + 40 }}
    >
      <button
        aria-label={actionWords.zoomIn}
        disabled={zoom >= maxZoom}
        onClick={() => map.zoomIn()}
        title={`${actionWords.zoomIn} (+)`}
        type="button"
      >
        <svg aria-hidden="true" height="14" viewBox="0 0 14 14" width="14">
          <path d="M7 1v12M1 7h12" stroke="currentColor" strokeWidth="1.6" />
        </svg>
      </button>
      <button
        aria-label={actionWords.zoomOut}
        disabled={zoom <= zoomRange.min}
        onClick={() => map.zoomOut()}
        title={`${actionWords.zoomOut} (-)`}
        type="button"
      >
        <svg aria-hidden="true" height="14" viewBox="0 0 14 14" width="14">
          <path d="M1 7h12" stroke="currentColor" strokeWidth="1.6" />
        </svg>
      </button>
      {onShowFleet ? (
        <button
          aria-label={actionWords.showFleet}
          onClick={onShowFleet}
          title={`${actionWords.showFleet} (A)`}
          type="button"
        >
          <svg aria-hidden="true" fill="none" height="14" viewBox="0 0 14 14" width="14">
            <path d="M1 4.5V1h3.5M9.5 1H13v3.5M13 9.5V13H9.5M4.5 13H1V9.5" stroke="currentColor" strokeWidth="1.4" />
            <circle cx="7" cy="7" fill="currentColor" r="1.8" />
          </svg>
        </button>
      ) : null}
      {onMeasure ? (
        <button
          aria-label={actionWords.measure}
          aria-pressed={measuring}
          onClick={onMeasure}
          title={`${actionWords.measure} (M)`}
          type="button"
        >
          <svg aria-hidden="true" fill="none" height="14" viewBox="0 0 14 14" width="14">
            <path d="M3.9 10.1 10.1 3.9" stroke="currentColor" strokeWidth="1.4" />
            <circle cx="2.6" cy="11.4" r="1.8" stroke="currentColor" strokeWidth="1.4" />
            <circle cx="11.4" cy="2.6" r="1.8" stroke="currentColor" strokeWidth="1.4" />
          </svg>
        </button>
      ) : null}
    </div>
  )
}
