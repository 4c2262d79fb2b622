/** A drawn frame of 10,000 moving drones against Leaflet's own circle markers on its canvas renderer, moved the same way. */
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import type * as Leaflet from 'leaflet'
import { type Dashboard, openDashboard, viewport } from './dashboard.ts'
import { type BenchRow, inTurn } from './row.ts'
import { placeAt, trafficView } from './traffic.ts'

declare global {
  interface Window {
    L: typeof Leaflet
    /** Moves all markers some times; returns how often. */
    moveMarkers(): Promise<number>
  }
}

const drones = 10_000
const rounds = 5
const framesPerRound = 20
const roundMs = 6_000

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
          const tookMs = await costOfFrame(dashboard.page, () => watchDashboard(dashboard))
          log(`ours ${tookMs.toFixed(1)} ms`)
          return tookMs
        },
        async () => {
          const tookMs = await costOfFrame(markers, () => markers.evaluate(() => window.moveMarkers()))
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

/** Main-thread milliseconds of a frame: all tasks of the page, painting included, shared by the frames drawn meanwhile. */
async function costOfFrame(page: Page, draw: () => Promise<number>): Promise<number> {
  await page.bringToFront()
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  const busyMs = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN)
  }
  const before = await busyMs()
  const frames = await draw()
  const cost = ((await busyMs()) - before) / frames
  await devtools.detach()
  return cost
}

/** Resolves with the number of frames that the dashboard has drawn in a while. */
const watchDashboard = ({ page }: Dashboard): Promise<number> =>
  page.evaluate(async (durationMs) => {
    const probe = window.__convoyMap
    if (!probe) throw new Error('The map has no probe.')
    probe.drawnMs.length = 0
    await new Promise((resolve) => setTimeout(resolve, durationMs))
    return probe.drawnMs.length
  }, roundMs)

async function openMarkers(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport })
  const leaflet = join(import.meta.dirname, '../../node_modules/leaflet/dist')
  await page.setContent('<div id="map" style="position:absolute;inset:0"></div>')
  await page.addStyleTag({ path: join(leaflet, 'leaflet.css') })
  await page.addScriptTag({ path: join(leaflet, 'leaflet.js') })
  await page.evaluate(
    ({ frames, zoom, center }) => {
      const renderer = window.L.canvas()
      const map = window.L.map('map', { zoomAnimation: false }).setView([center.latitudeDeg, center.longitudeDeg], zoom)
      const markers = frames[0]?.map((point) => window.L.circleMarker(point, { renderer, radius: 3 }).addTo(map)) ?? []
      window.moveMarkers = async () => {
        for (const points of frames) {
          for (const [i, marker] of markers.entries()) marker.setLatLng(points[i] as [number, number])
          // Leaflet paints in the next animation frame; the one after it follows the paint.
          for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve))
        }
        return frames.length
      }
    },
    { frames: framesToMove(), zoom: trafficView.zoom, center: trafficView.center },
  )
  return page
}

const framesToMove = (): [number, number][][] =>
  Array.from({ length: framesPerRound }, (_, frame) =>
    Array.from({ length: drones }, (_, i) => {
      const { latitudeDeg, longitudeDeg } = placeAt(i, frame * 250)
      return [latitudeDeg, longitudeDeg]
    }),
  )
