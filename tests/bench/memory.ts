/** Memory of the server after many readings against after few: what it holds must not grow with what it has taken. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startServer } from '../support/server-process.ts'
import { collectGarbage, inspected } from './collect-garbage.ts'
import { createFleetReadings, enlistFleet } from './fleet.ts'
import { createSender } from './ingest.ts'
import { type BenchRow, median } from './row.ts'

const lanes = 16
const million = 1_000_000

export const memoryOfTenMillion: BenchRow = {
  name: 'memory after 10 million readings against after 1 million',
  target: '≤ 1.2',
  run: (log) => measure(log, { batchSize: 500, inFlight: 1, step: million, steps: 10 }),
}

/** What is held for each message and not for each reading hides in batches. */
export const memoryOfMillionMessages: BenchRow = {
  name: 'memory after 1 million messages of one reading against after 100,000',
  target: '≤ 1.2',
  run: (log) => measure(log, { batchSize: 1, inFlight: 12, step: million / 10, steps: 10 }),
}

interface Amount {
  batchSize: number
  /** Batches of a sender that are not acknowledged yet. */
  inFlight: number
  /** Readings sent before memory is measured again. */
  step: number
  steps: number
}

async function measure(log: (line: string) => void, { batchSize, inFlight, step, steps }: Amount) {
  const folder = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
  const fleet = createFleetReadings(lanes, 25)
  await enlistFleet(folder, fleet)
  const server = await startServer({ DATA_DIR: folder, ROLES: 'web,ingest,worker' }, { nodeOptions: inspected })
  try {
    const send = await createSender(server.url, fleet, batchSize, inFlight)
    const memoryMiB: number[] = []
    for (let sent = step; sent <= step * steps; sent += step) {
      await send(step)
      await collectGarbage(server)
      memoryMiB.push(await privateMiB(server.child.pid))
      log(`after ${sent.toLocaleString('en').padStart(10)}: ${Math.round(memoryMiB.at(-1) as number)} MiB`)
    }
    send.close()
    const [baseline, ours] = [memoryMiB[0] as number, memoryMiB.at(-1) as number]
    return {
      ours,
      baseline,
      unit: 'MiB',
      ratio: ours / baseline,
      note: 'private memory after a forced collection; the store’s pages in the file cache are not counted',
    }
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true })
  }
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
