/** A page with Leaflet and nothing but its circle markers on its canvas renderer, to measure our map against. */
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import type * as Leaflet from 'leaflet'
import { viewport } from './dashboard.ts'
import { placeAt, trafficView } from './traffic.ts'

declare global {
  interface Window {
    L: typeof Leaflet
    /** Moves all markers to each of the places in turn; resolves with how many times, when the last is painted. */
    moveMarkers(everyMs: number): Promise<number>
  }
}

interface Moves {
  markers: number
  moves: number
  speedMps: number
}

/** The markers stand where as many drones of the traffic would, and move as these would in 250 ms, `moves` times. */
export async function openMarkers(browser: Browser, { markers, moves, speedMps }: Moves): Promise<Page> {
  const page = await browser.newPage({ viewport })
  const leaflet = join(import.meta.dirname, '../../node_modules/leaflet/dist')
  await page.setContent('<div id="map" style="position:absolute;inset:0"></div>')
  await page.addStyleTag({ path: join(leaflet, 'leaflet.css') })
  await page.addScriptTag({ path: join(leaflet, 'leaflet.js') })
  await page.evaluate(
    ({ places, zoom, center }) => {
      const renderer = window.L.canvas()
      const map = window.L.map('map', { zoomAnimation: false }).setView([center.latitudeDeg, center.longitudeDeg], zoom)
      const markers = places[0]?.map((point) => window.L.circleMarker(point, { renderer, radius: 3 }).addTo(map)) ?? []
      window.moveMarkers = async (everyMs) => {
        for (const points of places) {
          for (const [i, marker] of markers.entries()) marker.setLatLng(points[i] as [number, number])
          // Leaflet paints in the next animation frame; the one after it follows the paint.
          for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve))
          if (everyMs > 0) await new Promise((resolve) => setTimeout(resolve, everyMs))
        }
        return places.length
      }
    },
    { places: placesOf({ markers, moves, speedMps }), zoom: trafficView.zoom, center: trafficView.center },
  )
  return page
}

const placesOf = ({ markers, moves, speedMps }: Moves): [number, number][][] =>
  Array.from({ length: moves }, (_, move) =>
    Array.from({ length: markers }, (_, i) => {
      const { latitudeDeg, longitudeDeg } = placeAt(i, move * 250, speedMps)
      return [latitudeDeg, longitudeDeg]
    }),
  )
