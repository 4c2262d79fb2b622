/** What the runners' reports say, as counts. */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { ReportedTest } from './contract-report.ts'

export interface Counts {
  passed: number
  failed: number
  skipped: { file: string; name: string }[]
}

interface VitestReport {
  testResults: { name: string; assertionResults: (ReportedTest & { fullName: string })[] }[]
}

const readVitest = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as VitestReport

/** Every test that a report of Vitest holds; none where there is no report. */
export function readReportedTests(path: string): ReportedTest[] {
  try {
    return readVitest(path).testResults.flatMap((file) => file.assertionResults)
  } catch {
    return []
  }
}

export function countVitest(path: string, root: string): Counts {
  const all = readVitest(path).testResults.flatMap((file) =>
    file.assertionResults.map((one) => ({ ...one, file: relative(root, file.name) })),
  )
  return {
    passed: all.filter((one) => one.status === 'passed').length,
    failed: all.filter((one) => one.status === 'failed').length,
    skipped: all
      .filter((one) => one.status !== 'passed' && one.status !== 'failed')
      .map(({ file, fullName }) => ({ file, name: fullName })),
  }
}

export function countPlaywright(path: string): Counts {
  interface Suite {
    title: string
    suites?: Suite[]
    specs?: { title: string; file: string; tests: { status: string }[] }[]
  }
  const report = JSON.parse(readFileSync(path, 'utf8')) as { suites: Suite[] }
  const specsOf = (suite: Suite): { file: string; name: string; status: string }[] => [
    ...(suite.specs ?? []).flatMap(({ file, title, tests }) =>
      tests.map(({ status }) => ({ file, name: title, status })),
    ),
    ...(suite.suites ?? []).flatMap(specsOf),
  ]
  const all = report.suites.flatMap(specsOf)
  return {
    passed: all.filter((one) => one.status === 'expected' || one.status === 'flaky').length,
    failed: all.filter((one) => one.status === 'unexpected').length,
    skipped: all.filter((one) => one.status === 'skipped').map(({ file, name }) => ({ file, name })),
  }
}

/** One line a test; one line a file where many of its tests were skipped, as they are without a server. */
export function nameSkipped(skipped: Counts['skipped']): string[] {
  return Object.entries(Object.groupBy(skipped, ({ file }) => file)).flatMap(([file, tests = []]) =>
    tests.length > 5 ? [`${file}: ${tests.length} tests`] : tests.map(({ name }) => name),
  )
}
