/** Memory of the server after many readings against after few: what it holds must not grow with what it has taken. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startServer } from '../support/server-process.ts'
import { createFleetReadings, enlistFleet } from './fleet.ts'
import { createSender } from './ingest.ts'
import { type BenchRow, median } from './row.ts'

const lanes = 16
const batchSize = 500
const million = 1_000_000

export const memoryOfTenMillion: BenchRow = {
  name: 'memory after 10 million readings against after 1 million',
  target: '≤ 1.2',
  async run(log) {
    const folder = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
    const fleet = createFleetReadings(lanes, 25)
    await enlistFleet(folder, fleet)
    const server = await startServer({ DATA_DIR: folder, ROLES: 'web,ingest,worker' })
    try {
      const send = await createSender(server.url, fleet, batchSize)
      await send(million)
      const baseline = await privateMiB(server.child.pid)
      log(`after  1 million: ${Math.round(baseline)} MiB`)
      for (let sent = 2; sent <= 10; sent++) {
        await send(million)
        log(`after ${String(sent).padStart(2)} million: ${Math.round(await privateMiB(server.child.pid))} MiB`)
      }
      const ours = await privateMiB(server.child.pid)
      send.close()
      return {
        ours,
        baseline,
        unit: 'MiB',
        ratio: ours / baseline,
        note: 'private memory; the store’s pages in the file cache are not counted',
      }
    } finally {
      await server.stop()
      rmSync(folder, { recursive: true })
    }
  },
}

/** Median of private memory over five seconds at rest. */
async function privateMiB(pid: number | undefined): Promise<number> {
  const samples: number[] = []
  for (let i = 0; i < 5; i++) {
    await delay(1_000)
    const [, kib] = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    samples.push(Number(kib) / 1024)
  }
  return median(samples)
}
