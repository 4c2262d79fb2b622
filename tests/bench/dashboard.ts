/** The real dashboard in a real Chromium, over a fleet that moves. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import type { DroneId } from '../../schema/ids.ts'
import { findChromium } from '../support/browser.ts'
import { startServer } from '../support/server-process.ts'
import { createFleetReadings, enlistFleet } from './fleet.ts'
import { startTraffic, trafficView } from './traffic.ts'

export interface Dashboard {
  url: string
  browser: Browser
  /** The dashboard, its map showing all of the traffic, with the map's probe. */
  page: Page
  droneIds: readonly DroneId[]
  close(): Promise<void>
}

export const viewport = { width: 1280, height: 720 }
const dronesPerConvoy = 200

/** Resolves when the map has drawn every drone. */
export async function openDashboard(drones: number, speedMps?: number): Promise<Dashboard> {
  const folder = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
  const fleet = createFleetReadings(1, drones)
  await enlistFleet(join(folder, 'store'), fleet, Math.ceil(drones / dronesPerConvoy))
  const server = await startServer({ DATA_DIR: join(folder, 'store'), ROLES: 'web,ingest' }, { pages: true })
  const browser = await launchBrowser()
  const ended = new AbortController()
  const close = async () => {
    ended.abort()
    await browser.close()
    await server.stop()
    rmSync(folder, { recursive: true })
  }
  try {
    await startTraffic(server.url, fleet.droneIds, ended.signal, speedMps)
    const page = await browser.newPage({ viewport })
    const { latitudeDeg, longitudeDeg } = trafficView.center
    await page.goto(`${server.url}/?probe&z=${trafficView.zoom}&c=${latitudeDeg},${longitudeDeg}`)
    await page.waitForFunction(
      (count) => (window.__convoyMap?.visibleCount() ?? 0) >= count && (window.__convoyMap?.drawnMs.length ?? 0) > 20,
      drones * 0.95,
      { timeout: 120_000 },
    )
    return { url: server.url, browser, page, droneIds: fleet.droneIds, close }
  } catch (error) {
    await close()
    throw error
  }
}

export const launchBrowser = (): Promise<Browser> => {
  const executablePath = findChromium()
  return chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--disable-background-networking', '--disable-renderer-backgrounding'],
  })
}
