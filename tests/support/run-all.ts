/**
 * Runs every check and ends with one line of counts over all runners. `--quick` leaves out what needs servers or a browser.
 * What could not run is counted as skipped and named.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

interface Counts {
  passed: number
  failed: number
  skipped: string[]
}

interface Step {
  title: string
  command: string[]
  /** Reads counts from what the runner wrote; absent: the step counts as one check. */
  count?: () => Counts
}

const root = join(import.meta.dirname, '../..')
const results = join(root, 'test-results')
const isQuick = process.argv.includes('--quick')
const bin = (name: string) => join(root, 'node_modules/.bin', name)

const vitest = (name: string, args: string[]): Step => {
  const report = join(results, `${name.replaceAll(' ', '-')}.json`)
  rmSync(report, { force: true })
  return {
    title: name,
    command: [bin('vitest'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    count: () => countVitest(report),
  }
}

const steps: Step[] = [
  { title: 'lint', command: [bin('biome'), 'check', '.'] },
  { title: 'route types', command: [bin('next'), 'typegen'] },
  { title: 'types', command: [bin('tsc'), '--noEmit', '-p', '.'] },
  ...(isQuick
    ? [vitest('unit', ['--exclude', 'tests/{faults,graphql*,flights*}*/**', '--exclude', 'tests/*.server.test.ts'])]
    : [
        vitest('unit and server', []),
        {
          title: 'browser',
          command: [bin('playwright'), 'test'],
          count: () => countPlaywright(join(results, 'playwright.json')),
        },
      ]),
]

const total: Counts = { passed: 0, failed: 0, skipped: [] }
mkdirSync(results, { recursive: true })
for (const step of steps) {
  process.stdout.write(`\n── ${step.title} ──\n`)
  const status = await run(step.command)
  const counts = countOf(step, status)
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped.push(...counts.skipped)
}
for (const name of total.skipped) process.stdout.write(`skipped: ${name}\n`)
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped\n`)
process.exit(total.failed > 0 ? 1 : 0)

function run([command, ...args]: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command as string, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    child.on('close', (code) => resolve(code ?? 1))
    child.on('error', () => resolve(1))
  })
}

/** A runner that failed without a failed test, or left no report, counts as one failure: nothing passes in silence. */
function countOf(step: Step, status: number): Counts {
  if (!step.count) return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: [] }
  try {
    const counts = step.count()
    const ranNothing = counts.passed + counts.failed === 0
    return (status !== 0 && counts.failed === 0) || ranNothing ? { ...counts, failed: counts.failed + 1 } : counts
  } catch {
    return { passed: 0, failed: 1, skipped: [] }
  }
}

function countVitest(path: string): Counts {
  interface Report {
    testResults: { name: string; assertionResults: { status: string; fullName: string }[] }[]
  }
  const report = JSON.parse(readFileSync(path, 'utf8')) as Report
  const all = report.testResults.flatMap((file) => file.assertionResults)
  return {
    passed: all.filter((one) => one.status === 'passed').length,
    failed: all.filter((one) => one.status === 'failed').length,
    skipped: all.filter((one) => one.status !== 'passed' && one.status !== 'failed').map((one) => one.fullName),
  }
}

function countPlaywright(path: string): Counts {
  interface Suite {
    title: string
    suites?: Suite[]
    specs?: { title: string; tests: { status: string }[] }[]
  }
  const report = JSON.parse(readFileSync(path, 'utf8')) as { suites: Suite[] }
  const specsOf = (suite: Suite): { title: string; status: string }[] => [
    ...(suite.specs ?? []).flatMap((spec) => spec.tests.map((test) => ({ title: spec.title, status: test.status }))),
    ...(suite.suites ?? []).flatMap(specsOf),
  ]
  const all = report.suites.flatMap(specsOf)
  return {
    passed: all.filter((one) => one.status === 'expected' || one.status === 'flaky').length,
    failed: all.filter((one) => one.status === 'unexpected').length,
    skipped: all.filter((one) => one.status === 'skipped').map((one) => one.title),
  }
}
