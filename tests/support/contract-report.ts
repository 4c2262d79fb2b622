/** Which adapter keeps which law of its port: read from what Vitest reported of the contract suites. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Outcome = 'passed' | 'failed' | 'skipped'

export interface AdapterLaws {
  port: string
  adapter: string
  passed: number
  failed: number
  skipped: number
  failedLaws: string[]
  laws: { law: string; outcome: Outcome }[]
}

export interface ContractReport {
  /** RFC 3339 */
  ranAt: string
  adapters: AdapterLaws[]
}

/** One test as Vitest's JSON reporter puts it. */
export interface ReportedTest {
  ancestorTitles: string[]
  title: string
  status: string
}

/** A law that stands in a contract as `` test(`${name}: promise`) ``; what is put in when run is left open. */
export interface WrittenLaw {
  port: string
  pattern: RegExp
}

/** Reads the laws of every `<port>*.contract.ts` in a folder. */
export function readWrittenLaws(portsDir: string): WrittenLaw[] {
  const files = readdirSync(portsDir).filter((name) => name.endsWith('.contract.ts'))
  return files.flatMap((file) => {
    const port = file.split(/[-.]/)[0] as string
    const titles = readFileSync(join(portsDir, file), 'utf8').matchAll(/[`'"]\$\{name\}: ([^\n]*?)`[,)]/g)
    return [...titles].map(([, promise]) => ({ port, pattern: patternOf(promise as string) }))
  })
}

function patternOf(promise: string): RegExp {
  const parts = promise.split(/\$\{[^}]*\}|%[a-z]|\$\w+/)
  return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^$()[\]{}|\\]/g, '\\$&')).join('.*')}$`)
}

/** Sorts what ran into ports, adapters and laws; a test of no contract is left out. */
export function toContractReport(
  tests: readonly ReportedTest[],
  written: readonly WrittenLaw[],
  ranAt: string,
): ContractReport {
  const adapters = new Map<string, AdapterLaws>()
  for (const one of tests) {
    const found = findSuite(one) ?? findLaw(one, written)
    if (!found) continue
    const { port, adapter, law } = found
    const key = `${port} ${adapter}`
    const kept = adapters.get(key) ?? { port, adapter, passed: 0, failed: 0, skipped: 0, failedLaws: [], laws: [] }
    adapters.set(key, kept)
    const outcome = outcomeOf(one.status)
    kept[outcome]++
    kept.laws.push({ law, outcome })
    if (outcome === 'failed') kept.failedLaws.push(law)
  }
  const inOrder = [...adapters.values()].toSorted(
    (a, b) => a.port.localeCompare(b.port) || a.adapter.localeCompare(b.adapter),
  )
  return { ranAt, adapters: inOrder }
}

const outcomeOf = (status: string): Outcome =>
  status === 'passed' ? 'passed' : status === 'failed' ? 'failed' : 'skipped'

/** A contract that is a suite: `tables kept by lmdb:`. */
function findSuite({ ancestorTitles, title }: ReportedTest) {
  for (const [index, ancestor] of ancestorTitles.entries()) {
    const [, port, adapter] = /^(\w+) kept by (.+?):?$/.exec(ancestor) ?? []
    if (port && adapter) return { port, adapter, law: [...ancestorTitles.slice(index + 1), title].join(' ') }
  }
  return null
}

/** A contract of single tests: `redis: promise`. */
function findLaw({ title }: ReportedTest, written: readonly WrittenLaw[]) {
  const [, adapter, law] = /^([^:]+): (.+)$/s.exec(title) ?? []
  const port = law && written.find(({ pattern }) => pattern.test(law))?.port
  return adapter && law && port ? { port, adapter, law } : null
}

const marks: Record<Outcome, string> = { passed: '✓', failed: '✗', skipped: '–' }

/** For the end of a run: each port's laws as rows, its adapters as columns, then the counts. */
export function printContractReport({ adapters }: ContractReport): string {
  const lines: string[] = []
  for (const port of new Set(adapters.map((one) => one.port))) {
    const columns = adapters.filter((one) => one.port === port)
    const laws = [...new Set(columns.flatMap((column) => column.laws.map(({ law }) => law)))]
    const cell = (text: string, column: AdapterLaws) => text.padEnd(column.adapter.length + 2)
    lines.push('', `${columns.map((column) => cell(column.adapter, column)).join('')}law of ${port}`)
    for (const law of laws) {
      const outcomes = columns.map((column) => {
        const outcome = column.laws.find((one) => one.law === law)?.outcome
        return cell(outcome ? marks[outcome] : ' ', column)
      })
      lines.push(`${outcomes.join('')}${law}`)
    }
  }
  lines.push('')
  for (const { port, adapter, passed, failed, skipped } of adapters)
    lines.push(`${port} kept by ${adapter}: ${passed} passed, ${failed} failed, ${skipped} skipped`)
  return `${lines.join('\n')}\n`
}
