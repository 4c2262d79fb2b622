/** What the runners' reports say, as counts. */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { ReportedTest } from './contract-report.ts'

export interface NamedTest {
  file: string
  name: string
}

export interface Counts {
  passed: number
  /** `message` is the whole of what the runner said of it, stack and all. */
  failed: (NamedTest & { message: string })[]
  skipped: NamedTest[]
}

interface VitestReport {
  testResults: { name: string; assertionResults: (ReportedTest & { fullName: string; failureMessages?: string[] })[] }[]
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
    failed: all
      .filter((one) => one.status === 'failed')
      .map(({ file, fullName, failureMessages = [] }) => ({
        file,
        name: fullName,
        message: failureMessages.join('\n'),
      })),
    skipped: all
      .filter((one) => one.status !== 'passed' && one.status !== 'failed')
      .map(({ file, fullName }) => ({ file, name: fullName })),
  }
}

export function countPlaywright(path: string): Counts {
  interface Suite {
    title: string
    suites?: Suite[]
    specs?: {
      title: string
      file: string
      tests: { status: string; results: { error?: { message?: string } }[] }[]
    }[]
  }
  const report = JSON.parse(readFileSync(path, 'utf8')) as { suites: Suite[] }
  const specsOf = (suite: Suite): (NamedTest & { status: string; message: string })[] => [
    ...(suite.specs ?? []).flatMap(({ file, title, tests }) =>
      tests.map(({ status, results }) => ({
        file,
        name: title,
        status,
        message: results.map(({ error }) => error?.message ?? '').join('\n'),
      })),
    ),
    ...(suite.suites ?? []).flatMap(specsOf),
  ]
  const all = report.suites.flatMap(specsOf)
  return {
    passed: all.filter((one) => one.status === 'expected' || one.status === 'flaky').length,
    failed: all
      .filter((one) => one.status === 'unexpected')
      .map(({ file, name, message }) => ({ file, name, message })),
    skipped: all.filter((one) => one.status === 'skipped').map(({ file, name }) => ({ file, name })),
  }
}

/** For the end of a run: each failed test with the first lines of what was said of it. */
export function nameFailed(failed: Counts['failed']): string[] {
  return failed.map(({ file, name, message }) => {
    const said = stripVTControlCharacters(message)
      .split('\n')
      .filter((line) => line.trim())
    return [`${file ? `${file}: ` : ''}${name}`, ...said.slice(0, 12).map((line) => `    ${line}`)].join('\n')
  })
}

/** One line a test; one line a file where many of its tests were skipped, as they are without a server. */
export function nameSkipped(skipped: Counts['skipped']): string[] {
  return Object.entries(Object.groupBy(skipped, ({ file }) => file)).flatMap(([file, tests = []]) =>
    tests.length > 5 ? [`${file}: ${tests.length} tests`] : tests.map(({ name }) => name),
  )
}

/** For a run that must leave nothing out. */
export const toFailures = (skipped: Counts['skipped']): Counts['failed'] =>
  skipped.map((test) => ({ ...test, message: 'expected every test to run, but this one was skipped' }))
