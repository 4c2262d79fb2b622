import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { printContractReport, readWrittenLaws, toContractReport } from './contract-report.ts'

const ranAt = '2026-11-26T08:00:00Z'
const ran = (title: string, status = 'passed', ancestorTitles: string[] = []) => ({ title, status, ancestorTitles })

test('the laws of this house are read from its contracts, each with its port', () => {
  const written = readWrittenLaws(join(import.meta.dirname, '../../server/ports'))
  const ports = toContractReport(
    [
      ran('memory: a sequence that is no longer held is a gap, and delivery begins with what comes next'),
      ran('memory: forgets a value when its time is over, not before'),
      ran('memory: the tie rule is accuracy, more hits, fewer engagements, drone id'),
    ],
    written,
    ranAt,
  )
  expect(ports.adapters.map(({ port, passed }) => [port, passed])).toEqual([
    ['bus', 1],
    ['cache', 1],
    ['ranking', 1],
  ])
})

test('a law with a part put in when it runs is known again, and a test of no contract is left out', () => {
  const dir = mkdtempSync(join(tmpdir(), 'contracts-'))
  try {
    writeFileSync(
      join(dir, 'jobs.contract.ts'),
      'test(`$' + '{name}: a job that fails %s times (at most) is kept`, () => {})',
    )
    const report = toContractReport(
      [ran('bullmq: a job that fails 3 times (at most) is kept'), ran('bullmq: another promise'), ran('a promise')],
      readWrittenLaws(dir),
      ranAt,
    )
    expect(report.adapters.map(({ port, adapter, passed }) => [port, adapter, passed])).toEqual([['jobs', 'bullmq', 1]])
  } finally {
    rmSync(dir, { recursive: true })
  }
})

test('each adapter has its own counts, and its failed laws are named', () => {
  const suite = (adapter: string) => [`tables kept by ${adapter}:`, 'a row']
  const report = toContractReport(
    [
      ran('comes back as it was', 'passed', suite('lmdb')),
      ran('comes back as it was', 'failed', suite('scylla')),
      ran('is gone once deleted', 'skipped', ['on Cassandra', ...suite('scylla')]),
    ],
    [],
    ranAt,
  )
  expect(report.adapters).toMatchObject([
    { port: 'tables', adapter: 'lmdb', passed: 1, failed: 0, skipped: 0, failedLaws: [] },
    { adapter: 'scylla', passed: 0, failed: 1, skipped: 1, failedLaws: ['a row comes back as it was'] },
  ])
  expect(printContractReport(report)).toBe(`
lmdb  scylla  law of tables
✓     ✗       a row comes back as it was
      –       a row is gone once deleted

tables kept by lmdb: 1 passed, 0 failed, 0 skipped
tables kept by scylla: 0 passed, 1 failed, 1 skipped
`)
})
