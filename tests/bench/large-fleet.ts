/** The page over a fleet of the greatest size that one picture can show. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { requestGraphql } from '../../lib/api/client.ts'
import { RenameDroneDocument } from '../../lib/api/documents.generated.ts'
import * as tables from '../../schema/tables.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { systemClock } from '../../server/adapters/memory/clock.ts'
import { startServer } from '../support/server-process.ts'
import { launchBrowser, viewport } from './dashboard.ts'
import { type BenchRow, median } from './row.ts'
import { convoyCount, dronesPerConvoy, fillStore, largeFleetIds } from './start.ts'

const mostSeconds = 10
const renames = 9

export const pageOfLargeFleet: BenchRow = {
  name: 'a page over 65,000 drones: until map, list and panel show them',
  target: `≤ 1 (${mostSeconds} s)`,
  async run(log) {
    const dataDir = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
    const store = await openLmdbTables({ dataDir, clock: systemClock, tables: tables.allTables })
    await fillStore(store)
    await store.close()
    const server = await startServer({ DATA_DIR: dataDir, ROLES: 'web,ingest,worker' }, { pages: true })
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage({ viewport })
      const seconds = await openPage(page, server.url)
      log(`${seconds.toFixed(2)} s until map, list and panel show the fleet`)
      const renamedMs: number[] = []
      for (let n = 0; n < renames; n++) renamedMs.push(await rename(page, server.url, n))
      const shownMs = Math.round(median(renamedMs))
      const heapMiB = await heapOf(page)
      const note = `a renamed drone is in the panel after ${shownMs} ms (median); the page's heap has ${heapMiB} MiB`
      log(note)
      return { ours: seconds, baseline: mostSeconds, unit: 's', ratio: seconds / mostSeconds, note }
    } finally {
      await browser.close()
      await server.stop()
      rmSync(dataDir, { recursive: true })
    }
  },
}

const panel = '#drone'

async function openPage(page: Page, url: string): Promise<number> {
  const { convoyId, droneId } = largeFleetIds(0, 0)
  const beganMs = performance.now()
  await page.goto(`${url}/?probe&convoys=open&convoy=${convoyId}&drone=${droneId}`)
  await page.waitForFunction(
    ({ drones, convoys }) =>
      window.__convoyMap?.states().counts.reduce((sum, count) => sum + count, 0) === drones &&
      window.__convoyMap.drawnMs.length > 0 &&
      document.querySelectorAll('[data-convoy]').length === convoys,
    { drones: convoyCount * dronesPerConvoy, convoys: convoyCount },
    { timeout: 120_000 },
  )
  await page.locator(panel).getByText('S-0', { exact: true }).first().waitFor()
  return (performance.now() - beganMs) / 1_000
}

/** From the request to rename the selected drone until its panel shows the new name, in ms. */
async function rename(page: Page, url: string, n: number): Promise<number> {
  const { droneId } = largeFleetIds(0, 0)
  const callsign = `RENAMED-${n}`
  const beganMs = performance.now()
  const { renameDrone } = await requestGraphql(
    RenameDroneDocument,
    { input: { droneId, callsign, version: n + 1 } },
    { url: `${url}/api/graphql` },
  )
  if (!renameDrone.success) throw new Error(`Expected a new name, got ${JSON.stringify(renameDrone)}.`)
  await page.locator(panel).getByText(callsign, { exact: true }).first().waitFor()
  return performance.now() - beganMs
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return Math.round(usedSize / 2 ** 20)
}
