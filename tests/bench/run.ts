/** `npm run bench [words]`: measures the rows whose names hold one of the words, all without, and prints the table for README. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { startServers } from '../support/start-servers.ts'
import { brushedCharts } from './brush.ts'
import { hourOfClosed, ingestWhilePacking } from './closed-hours.ts'
import { ingestByFour, ingestByTwo } from './cluster-ingest.ts'
import { leaderboardOnCluster } from './cluster-leaderboard.ts'
import { diskOfLeadership, diskOfReadings } from './disk.ts'
import { fanOutCpu, fanOutP99 } from './fan-out.ts'
import { firstLoad } from './first-load.ts'
import { frameLatencyOfOne, frameLatencyOfTwenty, frameLatencyOfTwoHundred } from './frame-latency.ts'
import { idlePage } from './idle-page.ts'
import { ingestByRest, ingestByWebSocket } from './ingest.ts'
import { ingestBesideExport } from './ingest-beside-export.ts'
import { lakeBytes, lakeExport } from './lake-export.ts'
import { pageOfLargeFleet } from './large-fleet.ts'
import { latencyOfSixty, latencyOfTenThousand } from './latency.ts'
import { leaderboardByHttp } from './leaderboard.ts'
import { frameOfFiftyThousand, frameOfTenThousand } from './map-frame.ts'
import { memoryOfFourMillionMixed, memoryOfTenMillion } from './memory.ts'
import { questionsAgainstBare, questionsOnMost, questionsOnTenTimes } from './questions.ts'
import { recordOnRedis } from './redis-ranking.ts'
import { replayBytesOfDemo, replayBytesOfThousand, replayFrameCost } from './replay.ts'
import { type BenchRow, isMet } from './row.ts'
import { diskOnCassandra } from './scylla-disk.ts'
import { hourOnCassandra, ingestOnCassandra } from './scylla-ingest.ts'
import { seekInDay } from './seek.ts'
import { singleMessages } from './single-messages.ts'
import { startEmbedded, startFromRedis, startFromStore } from './start.ts'

const rows: readonly BenchRow[] = [
  ingestByWebSocket,
  ingestByRest,
  singleMessages,
  leaderboardByHttp,
  fanOutCpu,
  fanOutP99,
  frameOfTenThousand,
  frameOfFiftyThousand,
  idlePage,
  frameLatencyOfOne,
  frameLatencyOfTwenty,
  frameLatencyOfTwoHundred,
  latencyOfSixty,
  latencyOfTenThousand,
  memoryOfTenMillion,
  memoryOfFourMillionMixed,
  diskOfReadings,
  diskOfLeadership,
  replayFrameCost,
  replayBytesOfDemo,
  replayBytesOfThousand,
  seekInDay,
  ingestWhilePacking,
  hourOfClosed,
  lakeExport,
  lakeBytes,
  ingestBesideExport,
  startEmbedded,
  pageOfLargeFleet,
  firstLoad,
  questionsAgainstBare,
  questionsOnTenTimes,
  questionsOnMost,
  brushedCharts,
]

/** Rows that need a real Cassandra and a real Redis. */
const clusterRows: readonly BenchRow[] = [
  ingestOnCassandra,
  hourOnCassandra,
  diskOnCassandra,
  recordOnRedis,
  leaderboardOnCluster,
  ingestByTwo,
  ingestByFour,
  startFromRedis,
  startFromStore,
]

const words = process.argv.slice(2)
const chosen = [...rows, ...clusterRows].filter(
  (row) => words.length === 0 || words.some((word) => row.name.includes(word)),
)
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
const lines = ['| what | must reach | ratio | ours | raw | note |', '|---|---|---|---|---|---|']
const results: object[] = []
let isShort = false
const say = (line: string) => process.stdout.write(`${line}\n`)
const servers = chosen.some((row) => clusterRows.includes(row)) ? await startServers(say, 'bench') : null
Object.assign(process.env, servers?.environment)

try {
  if (servers?.missing.length) throw new Error(`Expected real servers, got no ${servers.missing.join(' and no ')}.`)
  await measureAll()
} finally {
  await servers?.close()
}

const folder = join(import.meta.dirname, '../../test-results')
mkdirSync(folder, { recursive: true })
writeFileSync(
  join(folder, 'bench.json'),
  `${JSON.stringify({ machine, at: new Date().toISOString(), results }, null, 2)}\n`,
)
process.stdout.write(`\n${machine}\n\n${lines.join('\n')}\n`)
process.exit(isShort ? 1 : 0)

async function measureAll(): Promise<void> {
  for (const row of chosen) {
    process.stdout.write(`\n${row.name}\n`)
    const measured = await row.run((line) => process.stdout.write(`  ${line}\n`))
    const met = isMet(row, measured)
    if (met === false) isShort = true
    const figure = (value: number) => `${Number(value.toPrecision(3)).toLocaleString('en')} ${measured.unit}`
    const ratio = `${measured.ratio.toFixed(2)}${met === false ? ' ✗' : ''}`
    lines.push(
      `| ${row.name} | ${row.target} | ${ratio} | ${figure(measured.ours)} | ${figure(measured.baseline)} | ${measured.note} |`,
    )
    results.push({ name: row.name, target: row.target, met, ...measured })
    process.stdout.write(`  ${ratio}\n`)
  }
}
