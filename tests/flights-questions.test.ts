/** The recorded flights in a real lake, asked by the questions: what comes out is what their facts say. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { distanceM } from '../lib/geo/sphere.ts'
import type { LakeValue } from '../lib/lake/rows-to-batch.ts'
import { localActor } from '../schema/permissions.ts'
import { type QuestionName, questions } from '../schema/questions.ts'
import { openDuckdbLake } from '../server/adapters/duckdb/lake.ts'
import { openQuestionRunner } from '../server/adapters/duckdb/questions/runner.ts'
import { systemClock } from '../server/adapters/memory/clock.ts'
import { askQuestion } from '../server/features/analytics/ask-question.ts'
import { readQuestionFiles } from '../server/features/analytics/question-files.ts'
import { loadFlights, type Track } from './support/flights.ts'
import { makeLakeFolder, toBatches } from './support/lake-rig.ts'

type Reading = Track & { speedMps?: number }
const hourMs = 3_600_000
const convoyId = '550e8400-e29b-41d4-a716-446655440000'
const { lines, flights } = loadFlights()
const readings = lines.map((line) => JSON.parse(line) as Reading)
const byDrone = Map.groupBy(readings, ({ droneId }) => droneId)
/** The whole minute: questions cover minutes that begin in their range. */
const firstMs = Math.floor(Math.min(...readings.map(({ recordedAt }) => recordedAt)) / 60_000) * 60_000
const lastMs = Math.max(...readings.map(({ recordedAt }) => recordedAt))

const { folder, remove } = makeLakeFolder()
const lake = openDuckdbLake({ folder, clock: systemClock })
const runner = openQuestionRunner({ clock: systemClock })
const files = readQuestionFiles()

/** As the exporter writes it: with the way and time since the drone's reading before. */
const rowsOf = (track: readonly Reading[]): Record<string, LakeValue>[] =>
  track.map((reading, index) => {
    const before = track[index - 1]
    return {
      ...{ convoyId, droneId: reading.droneId, recordedAt: reading.recordedAt, sequence: reading.sequence },
      ...{ latitudeE7: Math.round(reading.latitudeDeg * 1e7), longitudeE7: Math.round(reading.longitudeDeg * 1e7) },
      ...{ altitudeM: reading.altitudeM ?? null, speedMps: reading.speedMps ?? null },
      ...{ receivedAt: reading.recordedAt + 250, flags: 0 },
      stepM: before ? distanceM(before, reading) : null,
      stepMs: before ? reading.recordedAt - before.recordedAt : null,
    }
  })

beforeAll(async () => {
  const rows = [...byDrone.values()].flatMap(rowsOf)
  const byHour = Map.groupBy(rows, ({ recordedAt }) => Math.floor(Number(recordedAt) / hourMs) * hourMs)
  const add = []
  for (const [hour, own] of byHour) {
    const target = { hourMs: hour, readAtMs: lastMs + 1 }
    const file = await lake.write({ table: 'telemetry', ...target }, toBatches('telemetry', own))
    if (!file) throw new Error('Expected a file.')
    add.push(file, await lake.derive({ table: 'minute_by_drone', ...target }, [file]))
  }
  await lake.publish({ add, remove: [], asOfMs: lastMs + 1, marks: {} })
})
afterAll(async () => {
  await runner.close()
  await lake.close()
  remove()
})

async function ask(name: QuestionName, parameters: Record<string, unknown>): Promise<Record<string, unknown>[]> {
  const file = files.get(name)
  if (!file) throw new Error(`No ${name}.`)
  const deps = { lake, questions: runner, clock: systemClock }
  const asked = { question: questions[name], file, parameters: { toAt: lastMs + 1, ...parameters }, maxRows: 100_000 }
  const progress = { signal: new AbortController().signal, onProgress: () => {} }
  const { columns, rows, isTruncated } = await askQuestion(deps, localActor, asked, progress)
  expect(isTruncated).toBe(false)
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column.name, row[index]])))
}

test('distance, duration and heights are those of the facts, for every flight', async () => {
  const rows = await ask('distance', { fromAt: firstMs })
  expect(rows).toHaveLength(flights.length)
  const asked = new Map(rows.map((row) => [row.droneId, row]))
  for (const flight of flights) {
    const row = asked.get(flight.droneId)
    expect(row).toMatchObject({
      readings: flight.readings,
      firstAt: new Date(flight.firstAtMs).toISOString(),
      lastAt: new Date(flight.lastAtMs).toISOString(),
      spanS: (flight.lastAtMs - flight.firstAtMs) / 1_000,
      altitudeMaxM: flight.maxAltitudeM,
    })
    // The facts are whole metres.
    expect(Math.abs(Number(row?.distanceM) - flight.distanceM)).toBeLessThanOrEqual(0.51)
  }
})

test('a span of some hours counts what was recorded in it and nothing else', async () => {
  const fromMs = Math.floor((firstMs + (lastMs - firstMs) / 4) / hourMs) * hourMs
  const toMs = fromMs + 6 * hourMs
  const rows = await ask('distance', { fromAt: fromMs, toAt: toMs })
  const within = readings.filter(({ recordedAt }) => recordedAt >= fromMs && recordedAt < toMs)
  expect(within.length).toBeGreaterThan(0)
  expect(rows.reduce((sum, row) => sum + Number(row.readings), 0)).toBe(within.length)
})

test('coverage gaps are the pauses of the flights, to the millisecond', async () => {
  const rows = await ask('coverage-gaps', { fromAt: firstMs, minGapS: 600 })
  const pauses = [...byDrone.values()].flatMap((track) =>
    track.slice(1).flatMap(({ droneId, recordedAt }, index) => {
      const beforeMs = track[index]?.recordedAt ?? recordedAt
      return recordedAt - beforeMs >= 600_000 ? [`${droneId} ${beforeMs} ${recordedAt}`] : []
    }),
  )
  const ms = (value: unknown) => Date.parse(String(value))
  expect(pauses.length).toBeGreaterThan(10)
  expect(rows.map((row) => `${row.droneId} ${ms(row.gapFromAt)} ${ms(row.gapToAt)}`).sort()).toEqual(pauses.sort())
  for (const row of rows.slice(0, 20)) {
    const last = byDrone.get(String(row.droneId))?.find(({ recordedAt }) => recordedAt === ms(row.gapFromAt))
    expect(row.latitudeDeg).toBeCloseTo(last?.latitudeDeg ?? Number.NaN, 6)
  }
})
