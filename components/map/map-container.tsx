'use client'

// The only file that uses react-leaflet (Hippocratic License 2.1): who can't accept it replaces this one.
import 'leaflet/dist/leaflet.css'
import type { ReactNode } from 'react'
import { MapContainer, TileLayer, useMap } from 'react-leaflet'
import { baseMapBounds } from '../../lib/map/base-map.ts'
import { mapFiles } from '../../lib/map/map-files.generated.ts'
import { prefersStillness } from './camera.ts'
import styles from './map.module.css'
import { MapFoot } from './map-foot.tsx'
import { type MapInsets, maxZoomOf, type TacticalMapProps, zoomRange } from './map-view.ts'
import { MapZoom } from './map-zoom.tsx'
import { useScene } from './use-scene.ts'

const noInsets: MapInsets = { topPx: 0, rightPx: 0, bottomPx: 0, leftPx: 0 }
const reliefSources = 'Natural Earth · NOAA GLOBE · GeoNames (CC BY 4.0)'
const { westDeg, southDeg, eastDeg, northDeg } = baseMapBounds

/** The map ends at the poles; to the sides it goes on. */
const world: [[number, number], [number, number]] = [
  [-85, -540],
  [85, 540],
]

export function TacticalMapContainer(props: TacticalMapProps) {
  const { view, theme = 'dark', tileUrl, scale = 1 } = props
  const still = prefersStillness()
  const share = `${100 / scale}%`
  return (
    <div className={styles.scaled} style={{ width: share, height: share, transform: `scale(${scale})` }}>
      <MapContainer
        attributionControl={false}
        center={[view.center.latitudeDeg, view.center.longitudeDeg]}
        className={styles.map ?? ''}
        doubleClickZoom={false}
        fadeAnimation={!still}
        inertia={!still}
        maxBounds={world}
        maxBoundsViscosity={1}
        maxZoom={maxZoomOf(tileUrl)}
        minZoom={zoomRange.min}
        wheelPxPerZoomLevel={160}
        zoom={view.zoom}
        zoomAnimation={!still}
        zoomControl={false}
        zoomSnap={zoomRange.step}
      >
        {tileUrl ? (
          <TileLayer maxNativeZoom={zoomRange.tilesMax} url={tileUrl} />
        ) : (
          <TileLayer
            bounds={[
              [southDeg, westDeg],
              [northDeg, eastDeg],
            ]}
            maxNativeZoom={8}
            minNativeZoom={4}
            url={`${mapFiles.relief.url}/dark/{z}/{x}/{y}.webp`}
          />
        )}
        <Layers {...props} theme={theme} />
      </MapContainer>
    </div>
  )
}

function Layers(props: TacticalMapProps): ReactNode {
  const { insets = noInsets, kiosk = false, tileUrl } = props
  const map = useMap()
  useScene(map, props)
  return (
    <>
      <MapFoot
        insets={insets}
        map={map}
        sources={tileUrl ? 'Tiles of this deployment · GeoNames (CC BY 4.0)' : reliefSources}
        still={kiosk}
      />
      {kiosk ? null : (
        <MapZoom
          insets={insets}
          map={map}
          maxZoom={maxZoomOf(tileUrl)}
          measuring={props.measuring ?? false}
          onMeasure={props.onMeasure}
          onShowFleet={props.onShowFleet}
          zoom={props.view.zoom}
        />
      )}
    </>
  )
}
