/**
 * `npm run soak [minutes]`, or SOAK_MINUTES; an hour when neither says. The whole server with a simulated fleet, while generated input, good and
 * bad, comes by every door: REST, GraphQL and its streams, graphql-ws, /ws/telemetry, /ws/live, and bare connections. Ends well when
 * the process lives, its memory is flat, every answer is one of those expected, and the log has no error. SOAK_SEED repeats a run's
 * input; how the doors interleave is up to the machine.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createRandom, type Random } from '../../lib/random/random.ts'
import { createExecutableSchema } from '../../server/transport/graphql/schema.ts'
import { collectGarbage, inspected, type Memory } from '../bench/collect-garbage.ts'
import { startServer } from '../support/server-process.ts'
import { fuzzGraphql } from './fuzz-graphql.ts'
import { fuzzGraphqlSocket } from './fuzz-graphql-socket.ts'
import { fuzzLiveSocket } from './fuzz-live-socket.ts'
import { fuzzRest } from './fuzz-rest.ts'
import { fuzzTelemetrySocket } from './fuzz-telemetry-socket.ts'
import { fuzzWire } from './fuzz-wire.ts'
import { judgeLog } from './log-lines.ts'
import { growthOf } from './memory.ts'
import { createReport, type Fuzz, patienceMs } from './report.ts'

const mostMinutes = 24 * 60
const minutes = Number(process.argv[2] ?? process.env.SOAK_MINUTES ?? 60)
if (!(minutes > 0 && minutes <= mostMinutes)) {
  process.stderr.write(
    `minutes: expected a number up to ${mostMinutes}, got ${process.argv[2] ?? process.env.SOAK_MINUTES}\n`,
  )
  process.exit(1)
}
const seed = process.env.SOAK_SEED ?? `soak/${Date.now()}`
const say = (line: string) => void process.stdout.write(`${line}\n`)

const folder = mkdtempSync(join(tmpdir(), 'convoy-soak-'))
const server = await startServer(
  { DATA_DIR: folder, AUTO_ENROLL: 'true', SIMULATOR_CONVOYS: '20', SIMULATOR_DRONES_PER_CONVOY: '12' },
  { nodeOptions: inspected },
)
await simulatorRuns()
say(`fuzzing ${server.url} for ${minutes} min, seed ${seed}`)
const report = createReport(say)
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())
process.once('SIGTERM', () => stop.abort())
server.child.once('exit', () => stop.abort())

const schema = createExecutableSchema([])
const fuzz: Fuzz = { url: server.url, report, signal: stop.signal }
const workers: [name: string, count: number, work: (fuzz: Fuzz, random: Random) => Promise<void>][] = [
  ['rest', 3, fuzzRest],
  ['graphql', 3, (to, random) => fuzzGraphql(to, random, schema)],
  ['graphql-ws', 3, (to, random) => fuzzGraphqlSocket(to, random, schema)],
  ['telemetry', 2, fuzzTelemetrySocket],
  ['live', 6, fuzzLiveSocket],
  ['wire', 2, fuzzWire],
]
const working = Promise.all(
  workers.flatMap(([name, count, work]) =>
    Array.from({ length: count }, (_, worker) => work(fuzz, createRandom(`${seed}/${name}/${worker}`))),
  ),
)

const memory: Memory[] = []
const startedMs = performance.now()
let problems: string[] = []
try {
  await watch()
} catch (error) {
  problems.push(`could not watch the server: ${error}`)
}
stop.abort()
const ended = await Promise.race([working.then(() => true), delay(2 * patienceMs, false)])
if (!ended) problems.push('a worker did not end')
const isAlive = server.child.exitCode === null && server.child.signalCode === null
if (!isAlive) problems.push(`the server ended with ${server.child.exitCode ?? server.child.signalCode}`)
else if ((await server.stop()) !== 0) problems.push(`the server stopped with ${server.child.exitCode}`)
rmSync(folder, { recursive: true })
const { problems: said, warnings } = judgeLog(server.output())
problems = [...problems, ...report.faults, ...said, ...growthOf(memory)]

say(
  `\n${report.answers.toLocaleString('en')} answers in ${((performance.now() - startedMs) / 60_000).toFixed(1)} min, seed ${seed}`,
)
for (const line of report.summary()) say(`  ${line}`)
for (const [warning, count] of warnings) say(`  warned ${count} times: ${warning}`)
say(`  held after collection, MiB: ${memory.map(({ heldMiB }) => Math.round(heldMiB)).join(' ')}`)
say(`  private memory, MiB: ${memory.map(({ privateMiB }) => Math.round(privateMiB)).join(' ')}`)
for (const problem of problems) say(`PROBLEM ${problem}`)
say(problems.length > 0 ? `${problems.length} problems` : 'held')
process.exit(problems.length > 0 ? 1 : 0)

/** Resolves when the simulated fleet is known and flies: its drones are its own. */
async function simulatorRuns(): Promise<void> {
  for (let waited = 0; !server.output().includes('the simulated fleet is running'); waited += 1) {
    if (waited > 600) throw new Error(`Expected a simulated fleet, got:\n${server.output()}`)
    await delay(200)
  }
}

/** Says how it fares, each minute or ten times in all, until time is up. */
async function watch(): Promise<void> {
  const stepMs = Math.min(60_000, (minutes * 60_000) / 10)
  while (!stop.signal.aborted && performance.now() - startedMs < minutes * 60_000) {
    await delay(stepMs, undefined, { signal: stop.signal }).catch(() => undefined)
    if (stop.signal.aborted) return
    const now = await collectGarbage(server)
    memory.push(now)
    const metrics = await (await fetch(`${server.url}/api/metrics`, { signal: AbortSignal.timeout(patienceMs) })).text()
    const lagMs = /^convoy_event_loop_lag_ms ([\d.]+)/m.exec(metrics)?.[1]
    const minute = ((performance.now() - startedMs) / 60_000).toFixed(1)
    say(
      `minute ${minute}: ${report.answers} answers, ${report.faults.length} unexplained, ${Math.round(now.heldMiB)} MiB held, ${Math.round(now.privateMiB)} private, lag ${Math.round(Number(lagMs))} ms`,
    )
  }
}
