/** JavaScript that the dashboard loads until its map stands, compressed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { startServer } from '../support/server-process.ts'
import { launchBrowser, viewport } from './dashboard.ts'
import type { BenchRow } from './row.ts'

const limitKb = 300
const settleMs = 3_000

export const firstLoad: BenchRow = {
  name: 'JavaScript of the first load of the dashboard, compressed',
  target: '≤ 1',
  async run(log) {
    const folder = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
    const server = await startServer({ DATA_DIR: folder, ROLES: 'web,ingest' }, { pages: true })
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage({ viewport })
      const loading: Promise<number>[] = []
      page.on('response', (response) => {
        if (response.request().resourceType() !== 'script') return
        loading.push(
          response.body().then((body) => {
            const sizeBytes = gzipSync(body).length
            log(`${new URL(response.url()).pathname.split('/').at(-1)}: ${(sizeBytes / 1000).toFixed(1)} KB`)
            return sizeBytes
          }),
        )
      })
      await page.goto(`${server.url}/?probe`)
      await page.waitForFunction(() => (window.__convoyMap?.drawnMs.length ?? 0) > 0)
      await delay(settleMs)
      const sizes = await Promise.all(loading)
      const ours = sizes.reduce((sum, size) => sum + size, 0) / 1000
      return {
        ours,
        baseline: limitKb,
        unit: 'KB',
        ratio: ours / limitKb,
        note: `${sizes.length} files; raw is the limit`,
      }
    } finally {
      await browser.close()
      await server.stop()
      rmSync(folder, { recursive: true })
    }
  },
}
