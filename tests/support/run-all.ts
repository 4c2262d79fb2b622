/**
 * Runs every check and ends with one line of counts over all runners. `--quick` leaves out what needs servers or a browser.
 * What could not run is counted as skipped and named; with REQUIRE_EVERYTHING=1 each of these is a failure.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onStopRequest } from '../../server/stop-requests.ts'
import { printContractReport, readWrittenLaws, toContractReport } from './contract-report.ts'
import {
  type Counts,
  countPlaywright,
  countVitest,
  nameFailed,
  nameSkipped,
  readReportedTests,
  toFailures,
} from './run-all-counts.ts'
import { isEverythingRequired } from './servers-addresses.ts'
import { startServers, type TestServers } from './start-servers.ts'

interface Step {
  title: string
  command: string[]
  environment?: Record<string, string>
  /** Reads counts from what the runner wrote; absent: the step counts as one check. */
  count?: () => Counts
}

const root = join(import.meta.dirname, '../..')
const results = join(root, 'test-results')
const isQuick = process.argv.includes('--quick')
const bin = (name: string) => join(root, 'node_modules/.bin', name)
let running: ChildProcess | null = null
let servers: TestServers = { environment: {}, missing: [], close: async () => {} }

mkdirSync(results, { recursive: true })
onStopRequest((reason) => void giveUp(reason), { withParent: true })

const total: Counts = { passed: 0, failed: [], skipped: [] }
const add = (counts: Counts) => {
  total.passed += counts.passed
  total.failed.push(...counts.failed)
  total.skipped.push(...counts.skipped)
}

if (!isQuick) {
  process.stdout.write('\n── servers ──\n')
  servers = await startServers((line) => process.stdout.write(`${line}\n`))
}
const hasAll = servers.missing.length === 0
if (!hasAll)
  add({ passed: 0, failed: [], skipped: [{ file: '', name: `what needs a real ${servers.missing.join(' or ')}` }] })
try {
  for (const step of stepsOf()) {
    process.stdout.write(`\n── ${step.title} ──\n`)
    add(countOf(step, await run(step)))
  }
} finally {
  await servers.close()
}
reportContracts()
if (isEverythingRequired()) total.failed.push(...toFailures(total.skipped.splice(0)))
for (const name of nameSkipped(total.skipped)) process.stdout.write(`skipped: ${name}\n`)
for (const failed of nameFailed(total.failed)) process.stdout.write(`failed: ${failed}\n`)
process.stdout.write(`\n${total.passed} passed, ${total.failed.length} failed, ${total.skipped.length} skipped\n`)
process.exit(total.failed.length > 0 ? 1 : 0)

function stepsOf(): Step[] {
  const slow = ['tests/{faults,graphql*,flights*}*/**', 'tests/*.server.test.ts', 'tests/support/simulacron.test.ts']
  const quick = slow.flatMap((pattern) => ['--exclude', pattern])
  return [
    { title: 'lint', command: [bin('biome'), 'check', '.'] },
    { title: 'route types', command: [bin('next'), 'typegen'] },
    { title: 'types', command: [bin('tsc'), '--noEmit', '-p', '.'] },
    isQuick ? vitest('unit', quick) : vitest('unit and server', []),
    ...(isQuick ? [] : [playwright('browser', 'playwright', {})]),
    ...(isQuick || !hasAll
      ? []
      : [playwright('browser on the real servers', 'playwright-cluster', { CONVOY_STORES: 'cluster' })]),
  ]
}

function vitest(name: string, args: string[]): Step {
  const report = vitestReport(name)
  rmSync(report, { force: true })
  return {
    title: name,
    command: [bin('vitest'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    count: () => countVitest(report, root),
  }
}

function vitestReport(name: string): string {
  return join(results, `${name.replaceAll(' ', '-')}.json`)
}

function playwright(title: string, name: string, environment: Record<string, string>): Step {
  const report = join(results, `${name}.json`)
  rmSync(report, { force: true })
  return { title, command: [bin('playwright'), 'test'], environment, count: () => countPlaywright(report) }
}

function run({ command: [command, ...args], environment }: Step): Promise<number> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...servers.environment, ...environment }
    running = spawn(command as string, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] })
    running.on('close', (code) => resolve(code ?? 1))
    running.on('error', () => resolve(1))
  })
}

/** A runner that failed without a failed test, or left no report, counts as one failure: nothing passes in silence. */
function countOf({ title, count }: Step, status: number): Counts {
  const failed = failedOf(title, `expected exit code 0 after tests that ran, got ${status}: see its output above`)
  if (!count) return status === 0 ? { passed: 1, failed: [], skipped: [] } : failed
  try {
    const counts = count()
    const ranNothing = counts.passed + counts.failed.length === 0
    const isSilent = (status !== 0 && counts.failed.length === 0) || ranNothing
    return isSilent ? { ...counts, failed: [...counts.failed, ...failed.failed] } : counts
  } catch {
    return failed
  }
}

function failedOf(name: string, message: string): Counts {
  return { passed: 0, failed: [{ file: '', name, message }], skipped: [] }
}

/** Prints which adapter keeps which law, and leaves it where a server started from this folder finds it for its status page. */
function reportContracts(): void {
  const report = toContractReport(
    readReportedTests(vitestReport(isQuick ? 'unit' : 'unit and server')),
    readWrittenLaws(join(root, 'server/ports')),
    new Date().toISOString(),
  )
  process.stdout.write(`\n── contracts ──\n${printContractReport(report)}\n`)
  if (!isQuick) writeFileSync(join(results, 'contracts.json'), `${JSON.stringify(report, null, 2)}\n`)
}

/** A run that is told to stop leaves no server behind. */
async function giveUp(reason: string): Promise<void> {
  // Its end is not to begin the next step.
  running?.removeAllListeners('close')
  running?.kill(reason === 'SIGINT' ? 'SIGINT' : 'SIGTERM')
  await servers.close()
  process.exit(reason === 'SIGINT' ? 130 : 143)
}
