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
  run: (log) => measure(log, { batchSizes: [500], step: million, steps: 10, isCollected: true }),
}

/** What is held for each message and not for each reading hides in batches; and what a process really takes, uncollected. */
export const memoryOfFourMillionMixed: BenchRow = {
  name: 'memory after 4 million readings, half of them one a message, against after 400,000',
  target: '≤ 1.2',
  run: (log) => measure(log, { batchSizes: [500, 1], step: 400_000, steps: 10, isCollected: false }),
}

interface Amount {
  /** Equal parts of the readings are sent in batches of each size. */
  batchSizes: readonly number[]
  /** Readings sent before memory is measured again. */
  step: number
  steps: number
  /** Whether garbage is collected before memory is measured. */
  isCollected: boolean
}

const inFlightOf = (batchSize: number) => (batchSize === 1 ? 12 : 1)

async function measure(log: (line: string) => void, { batchSizes, step, steps, isCollected }: Amount) {
  const folder = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
  const fleet = createFleetReadings(lanes * batchSizes.length, 25)
  await enlistFleet(folder, fleet)
  const server = await startServer({ DATA_DIR: folder, ROLES: 'web,ingest,worker' }, { nodeOptions: inspected })
  try {
    const senders = await Promise.all(
      batchSizes.map((size, at) =>
        createSender(server.url, fleet, { size, inFlight: inFlightOf(size), firstLane: at * lanes }),
      ),
    )
    const memoryMiB: number[] = []
    for (let sent = step; sent <= step * steps; sent += step) {
      for (const send of senders) await send(step / senders.length)
      if (isCollected) await collectGarbage(server)
      memoryMiB.push(await privateMiB(server.child.pid))
      log(`after ${sent.toLocaleString('en').padStart(10)}: ${Math.round(memoryMiB.at(-1) as number)} MiB`)
    }
    for (const send of senders) send.close()
    const [baseline, ours] = [memoryMiB[0] as number, memoryMiB.at(-1) as number]
    return {
      ours,
      baseline,
      unit: 'MiB',
      ratio: ours / baseline,
      note: `private memory${isCollected ? ' after a forced collection' : ''}; the store’s pages in the file cache are not counted`,
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
