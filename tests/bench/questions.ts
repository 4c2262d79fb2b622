/** What a question of the lake costs: against the same SQL in a bare DuckDB, and on ten times the rows. */
import { availableParallelism } from 'node:os'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { localActor } from '../../schema/permissions.ts'
import type { Question } from '../../schema/questions/question.ts'
import { type QuestionName, questionNames, questions } from '../../schema/questions.ts'
import { openQuestionRunner } from '../../server/adapters/duckdb/questions/runner.ts'
import { createTerrainTable } from '../../server/adapters/duckdb/questions/terrain.ts'
import { toBound } from '../../server/adapters/duckdb/questions/values.ts'
import { systemClock } from '../../server/adapters/memory/clock.ts'
import { askQuestion, toValues } from '../../server/features/analytics/ask-question.ts'
import { type QuestionFile, readQuestionFiles } from '../../server/features/analytics/question-files.ts'
import type { LakeSnapshot } from '../../server/ports/lake.ts'
import { childrenOf, cpuSecondsOf } from './cpu.ts'
import { type BenchRow, inTurn, type Measured } from './row.ts'
import { beginMs, fleet, makeSyntheticLake, type SyntheticLake } from './synthetic-lake.ts'

const rounds = 5
/** Against bare DuckDB: many short pairs, for a slow second of the machine spoils those that it hits, and no others. */
const pairs = 15
const measuringMs = 500
const [fewHours, manyHours, mostHours] = [3, 30, 56]
const maxRows = 100_000

export const questionsAgainstBare: BenchRow = {
  name: 'CPU time of a question, against the same SQL in a bare DuckDB on the same files, the worst of all',
  target: '≤ 1.15',
  run: (log) => withLake(manyHours, log, (lake) => againstBare(lake, log)),
}
export const questionsOnTenTimes: BenchRow = {
  name: 'a question on ten times the rows, the worst of all',
  target: '≤ 11',
  run: (log) => withLake(manyHours, log, (lake) => onTenTimes(lake, log)),
}
export const questionsOnMost: BenchRow = {
  name: 'a question on 100 million readings, seconds, the slowest of all',
  target: '≤ 2',
  run: (log) => withLake(mostHours, log, (lake) => onMost(lake, log)),
}

type Ask = (name: QuestionName, snapshot: LakeSnapshot) => Promise<number>

async function withLake(
  hours: number,
  log: (line: string) => void,
  measure: (lake: SyntheticLake) => Promise<Measured>,
) {
  const lake = await makeSyntheticLake(hours, log)
  try {
    return await measure(lake)
  } finally {
    lake.remove()
  }
}

/** Everything from the call to the rows in this process. */
async function withOurs<R>(work: (ask: Ask) => Promise<R>): Promise<R> {
  const runner = openQuestionRunner({ clock: systemClock })
  const files = readQuestionFiles()
  try {
    return await work(async (name, snapshot) => {
      const asked = {
        question: questions[name],
        file: files.get(name) as QuestionFile,
        parameters: { fromAt: beginMs },
        maxRows,
      }
      const deps = { lake: { open: async () => snapshot }, questions: runner, clock: systemClock }
      const running = { signal: new AbortController().signal, onProgress: () => {} }
      return await tookMs(() => askQuestion(deps, localActor, asked, running))
    })
  } finally {
    await runner.close()
  }
}

/** The same SQL, values and threads, the views there already, every row read. */
async function openBare(
  snapshot: LakeSnapshot,
): Promise<{ ask: (name: QuestionName) => Promise<number>; close(): void }> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(availableParallelism()) })
  const connection = await instance.connect()
  for (const { name, sql } of snapshot.views) await connection.run(`CREATE VIEW ${name} AS ${sql}`)
  await createTerrainTable(connection)
  const files = readQuestionFiles()
  return {
    ask: (name) => tookMs(() => runBare(connection, questions[name], files.get(name) as QuestionFile, snapshot)),
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

async function runBare(connection: DuckDBConnection, question: Question, file: QuestionFile, { asOfMs }: LakeSnapshot) {
  const values = Object.entries(toValues(question, file, { fromAt: beginMs }, asOfMs)).map(
    ([name, value]) => [name, toBound(value)] as const,
  )
  const result = await connection.stream(
    file.sql,
    Object.fromEntries(values.map(([name, { value }]) => [name, value])),
    Object.fromEntries(values.map(([name, { type }]) => [name, type])),
  )
  return (await result.getRowsJson()).slice(0, maxRows)
}

async function againstBare(lake: SyntheticLake, log: (line: string) => void): Promise<Measured> {
  const snapshot = lake.open(manyHours)
  const bare = await openBare(snapshot)
  try {
    return await withOurs((ask) =>
      worstOf(log, async (name) => {
        await ask(name, snapshot)
        // Small ones many times in one measuring: the CPU time of a process is counted in steps of 10 ms.
        const times = Math.ceil(measuringMs / Math.max(10, await cpuMsOf(4, () => bare.ask(name))))
        return inTurn(
          pairs,
          () => cpuMsOf(times, () => ask(name, snapshot)),
          () => cpuMsOf(times, () => bare.ask(name)),
        )
      }),
    )
  } finally {
    bare.close()
  }
}

const onTenTimes = (lake: SyntheticLake, log: (line: string) => void): Promise<Measured> =>
  withOurs(async (ask) => {
    const [few, many] = [lake.open(fewHours), lake.open(manyHours)]
    const measured = await worstOf(log, async (name) => ({
      baseline: await leastMs(() => ask(name, few)),
      ours: await leastMs(() => ask(name, many)),
    }))
    const readings = fewHours * fleet.readingsPerHour
    return { ...measured, note: `${measured.note}; ${readings / 1e6} and ${(readings * 10) / 1e6} million readings` }
  })

const onMost = (lake: SyntheticLake, log: (line: string) => void): Promise<Measured> =>
  withOurs(async (ask) => {
    const snapshot = lake.open(mostHours)
    const second = { baseline: 1_000 }
    const measured = await worstOf(log, async (name) => ({ ...second, ours: await leastMs(() => ask(name, snapshot)) }))
    const readings = mostHours * fleet.readingsPerHour
    return { ...measured, note: `${measured.note}; raw: a second; ${(readings / 1e6).toFixed(1)} million readings` }
  })

/** Of several, after one to warm up: others use the machine too. */
async function leastMs(ask: () => Promise<number>): Promise<number> {
  await ask()
  const measured: number[] = []
  for (let round = 0; round < rounds; round++) measured.push(await ask())
  return Math.min(...measured)
}

async function worstOf(
  log: (line: string) => void,
  measure: (name: QuestionName) => Promise<Pick<Measured, 'ours' | 'baseline'> & { ratio?: number }>,
): Promise<Measured> {
  let worst: Measured | null = null
  for (const name of questionNames) {
    const { ours, baseline, ratio = ours / baseline } = await measure(name)
    log(`${name.padEnd(30)} ${ratio.toFixed(2)}  ${ours.toFixed(1)} ms to ${baseline.toFixed(1)}`)
    if (!worst || ratio > worst.ratio) worst = { ours, baseline, unit: 'ms', ratio, note: name }
  }
  if (!worst) throw new Error('No questions.')
  return worst
}

/** CPU time of each of so many, of this process and those that it started: others use the machine too. */
async function cpuMsOf(times: number, work: () => Promise<unknown>): Promise<number> {
  const startedS = ownCpuSeconds()
  for (let time = 0; time < times; time++) await work()
  return ((ownCpuSeconds() - startedS) * 1_000) / times
}

const ownCpuSeconds = (): number =>
  [process.pid, ...childrenOf(process.pid)].reduce((sum, pid) => sum + cpuSecondsOf(pid), 0)

async function tookMs(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}
