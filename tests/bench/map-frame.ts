/** A drawn frame of 10,000 moving drones against Leaflet's own circle markers on its canvas renderer, moved the same way. */
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import type * as Leaflet from 'leaflet'
import { type Dashboard, openDashboard, viewport } from './dashboard.ts'
import { type BenchRow, inTurn, median } from './row.ts'
import { placeAt, trafficView } from './traffic.ts'

declare global {
  interface Window {
    L: typeof Leaflet
    moveMarkers(points: [number, number][]): number
  }
}

const drones = 10_000
const rounds = 5
const framesPerRound = 20

export const mapFrame: BenchRow = {
  name: '10,000 moving drones: main-thread time of a drawn frame',
  target: '≤ 0.25',
  async run(log) {
    const dashboard = await openDashboard(drones)
    try {
      const markers = await openMarkers(dashboard.browser)
      const { ours, baseline } = await inTurn(
        rounds,
        async () => {
          const tookMs = await drawnFrame(dashboard)
          log(`ours ${tookMs.toFixed(1)} ms`)
          return tookMs
        },
        async () => {
          const tookMs = await movedMarkers(markers)
          log(`circle markers ${tookMs.toFixed(1)} ms`)
          return tookMs
        },
      )
      const shown = await dashboard.page.evaluate(() => window.__convoyMap?.visibleCount() ?? 0)
      const note = `zoom ${trafficView.zoom}, ${viewport.width}×${viewport.height}, ${shown} drones in view, all layers on`
      return { ours, baseline, unit: 'ms', ratio: ours / baseline, note }
    } finally {
      await dashboard.close()
    }
  },
}

/** Median of the next frames that the dashboard draws. */
async function drawnFrame({ page }: Dashboard): Promise<number> {
  await page.bringToFront()
  const drawn = await page.evaluate(
    (count) =>
      new Promise<number[]>((resolve) => {
        const probe = window.__convoyMap
        if (!probe) throw new Error('The map has no probe.')
        probe.drawnMs.length = 0
        const look = () => {
          if (probe.drawnMs.length >= count) resolve([...probe.drawnMs])
          else requestAnimationFrame(look)
        }
        look()
      }),
    framesPerRound,
  )
  return median(drawn)
}

async function openMarkers(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport })
  const leaflet = join(import.meta.dirname, '../../node_modules/leaflet/dist')
  await page.setContent('<div id="map" style="position:absolute;inset:0"></div>')
  await page.addStyleTag({ path: join(leaflet, 'leaflet.css') })
  await page.addScriptTag({ path: join(leaflet, 'leaflet.js') })
  await page.evaluate(
    ({ points, zoom, center }) => {
      const renderer = window.L.canvas()
      const map = window.L.map('map', { zoomAnimation: false }).setView([center.latitudeDeg, center.longitudeDeg], zoom)
      const markers = points.map((point) => window.L.circleMarker(point, { renderer, radius: 3 }).addTo(map))
      // Leaflet paints at the next animation frame: painted at once, both halves of a frame are in the figure.
      const painter = renderer as unknown as { _redrawRequest: number | null; _redraw(): void }
      window.moveMarkers = (moved) => {
        const startedMs = performance.now()
        for (const [i, marker] of markers.entries()) marker.setLatLng(moved[i] as [number, number])
        if (painter._redrawRequest !== null) window.L.Util.cancelAnimFrame(painter._redrawRequest)
        painter._redraw()
        return performance.now() - startedMs
      }
    },
    { points: pointsAt(0), zoom: trafficView.zoom, center: trafficView.center },
  )
  return page
}

async function movedMarkers(page: Page): Promise<number> {
  await page.bringToFront()
  const took: number[] = []
  for (let frame = 0; frame < framesPerRound; frame++) {
    took.push(await page.evaluate((points) => window.moveMarkers(points), pointsAt(frame * 250)))
  }
  return median(took)
}

const pointsAt = (atMs: number): [number, number][] =>
  Array.from({ length: drones }, (_, i) => {
    const { latitudeDeg, longitudeDeg } = placeAt(i, atMs)
    return [latitudeDeg, longitudeDeg]
  })
