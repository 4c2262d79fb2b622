/** A painted frame of moving drones against 10,000 of Leaflet's own circle markers on its canvas renderer, moved the same way. */
import type { Page } from '@playwright/test'
import { type Dashboard, openDashboard, viewport } from './dashboard.ts'
import { openMarkers } from './markers.ts'
import { type BenchRow, inTurn } from './row.ts'
import { reportEveryMs, trafficView } from './traffic.ts'

const markerCount = 10_000
/** Half a pixel between two pictures: each is painted. */
const speedMps = 1_000
const rounds = 5
const framesPerRound = 20
const roundMs = 6_000

const frameRow = (drones: number, target: `≤ ${number}`): BenchRow => ({
  name: `${drones.toLocaleString('en')} moving drones against 10,000 circle markers: main-thread time of a painted frame`,
  target,
  async run(log) {
    const dashboard = await openDashboard(drones, speedMps)
    try {
      const markers = await openMarkers(dashboard.browser, { markers: markerCount, moves: framesPerRound, speedMps })
      const { ours, baseline, ratio } = await inTurn(
        rounds,
        async () => {
          const tookMs = await costOfFrame(dashboard.page, () => watchDashboard(dashboard))
          log(`ours ${tookMs.toFixed(1)} ms`)
          return tookMs
        },
        async () => {
          const tookMs = await costOfFrame(markers, () => markers.evaluate(() => window.moveMarkers(0)))
          log(`circle markers ${tookMs.toFixed(1)} ms`)
          return tookMs
        },
      )
      const shown = await dashboard.page.evaluate(() => window.__convoyMap?.visibleCount() ?? 0)
      const note = `zoom ${trafficView.zoom}, ${viewport.width}×${viewport.height}, ${shown} drones in view, each reporting every ${reportEveryMs(drones) / 1_000} s, all layers on`
      return { ours, baseline, unit: 'ms', ratio, note }
    } finally {
      await dashboard.close()
    }
  },
})

export const frameOfTenThousand = frameRow(10_000, '≤ 0.25')
export const frameOfFiftyThousand = frameRow(50_000, '≤ 0.3')

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

/** Resolves with the number of frames that the dashboard has painted in a while: those in which drones moved as far as can be seen. */
const watchDashboard = ({ page }: Dashboard): Promise<number> =>
  page.evaluate(async (durationMs) => {
    const probe = window.__convoyMap
    if (!probe) throw new Error('The map has no probe.')
    const before = probe.placementVersion()
    await new Promise((resolve) => setTimeout(resolve, durationMs))
    return probe.placementVersion() - before
  }, roundMs)
