/** What the page costs while nobody touches it: 60 drones report once a second, at the view of the whole fleet. */
import type { Browser } from '@playwright/test'
import { launchBrowser, openDashboard, viewport } from './dashboard.ts'
import { openMarkers } from './markers.ts'
import { type BenchRow, inTurn } from './row.ts'
import { cruisingMps, trafficView } from './traffic.ts'

const drones = 60
const rounds = 3
const roundMs = 20_000
/** As often as the server sends frames. */
const moveEveryMs = 250
const settleMs = 5_000

export const idlePage: BenchRow = {
  name: 'an untouched page with 60 drones: CPU of renderer and GPU process',
  target: 'shown',
  async run(log) {
    const dashboard = await openDashboard(drones)
    const plain = await launchBrowser()
    try {
      const markers = await openMarkers(plain, { markers: drones, moves: roundMs / moveEveryMs, speedMps: cruisingMps })
      await pause(settleMs)
      const { ours, baseline, ratio } = await inTurn(
        rounds,
        async () => {
          const share = await cpuShare(dashboard.browser, () => pause(roundMs))
          log(`ours ${share.toFixed(1)} % of a core`)
          return share
        },
        async () => {
          const share = await cpuShare(plain, () => markers.evaluate((every) => window.moveMarkers(every), moveEveryMs))
          log(`circle markers ${share.toFixed(1)} % of a core`)
          return share
        },
      )
      const note = `zoom ${trafficView.zoom}, ${viewport.width}×${viewport.height}; raw is Leaflet alone, no relief, moving ${drones} circleMarkers every ${moveEveryMs} ms`
      return { ours, baseline, unit: '%', ratio, note }
    } finally {
      await plain.close()
      await dashboard.close()
    }
  },
}

const pause = (durationMs: number) => new Promise<void>((resolve) => setTimeout(resolve, durationMs))

/** Per cent of one core that drawing has used meanwhile. */
async function cpuShare(browser: Browser, meanwhile: () => Promise<unknown>): Promise<number> {
  const devtools = await browser.newBrowserCDPSession()
  const usedS = async () => {
    const { processInfo } = await devtools.send('SystemInfo.getProcessInfo')
    return processInfo.reduce((sum, { type, cpuTime }) => sum + (/renderer|gpu/i.test(type) ? cpuTime : 0), 0)
  }
  const startedMs = performance.now()
  const before = await usedS()
  await meanwhile()
  const used = (await usedS()) - before
  await devtools.detach()
  return (100_000 * used) / (performance.now() - startedMs)
}
