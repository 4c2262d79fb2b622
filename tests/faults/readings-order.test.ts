/** What a reading means beside those before it: group A of the faults, by every door. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { telemetryRetentionMs } from '../../schema/telemetry.ts'
import { latestReading } from '../../server/features/telemetry/history.ts'
import {
  doors,
  droneIdOf,
  reading,
  send,
  startTelemetryServer,
  type TelemetryServer,
} from '../support/telemetry-server.ts'

describe.each(doors)('%s', (door) => {
  let server: TelemetryServer
  let nextDrone = 0
  /** A drone that no other test has used. */
  const freshDrone = () => droneIdOf(nextDrone++)
  const sendOne = async (changes: Record<string, unknown>) => send(server, door, [reading(changes)])

  beforeAll(async () => {
    server = await startTelemetryServer({ droneIds: Array.from({ length: 50 }, (_, index) => droneIdOf(index)) })
  })
  afterAll(() => server.close())

  test('A10 older than the retention: stored as history, never shown as live', async () => {
    const droneId = freshDrone()
    const old = Date.now() - telemetryRetentionMs - 86_400_000
    const now = Date.now() - 1_000
    expect(await sendOne({ droneId, recordedAt: now, sequence: 9 })).toMatchObject({ accepted: 1 })
    expect(await sendOne({ droneId, recordedAt: old })).toMatchObject({ accepted: 0, late: 1 })
    expect((await server.history(droneId)).map(({ recordedAt }) => recordedAt)).toEqual([old, now])
    expect(await latestReading(server, droneId)).toMatchObject({ recordedAtMs: now })
  })

  test('A12 same drone, time and sequence twice: answered as duplicate, stored once', async () => {
    const one = reading({ droneId: freshDrone() })
    expect(await send(server, door, [one, one])).toMatchObject({ accepted: 1, duplicates: 1 })
    expect(await send(server, door, [one])).toMatchObject({ accepted: 0, duplicates: 1, refused: [] })
    expect(await server.history(droneIdOf(nextDrone - 1))).toEqual([one])
  })

  test('A13 same key, other values: refused as conflict, the first kept', async () => {
    const one = reading({ droneId: freshDrone(), altitudeM: 100 })
    const other = { ...one, altitudeM: 200 }
    expect(await send(server, door, [one, other])).toMatchObject({
      accepted: 1,
      refused: [{ index: 1, code: 'conflict', path: 'altitudeM', expected: expect.stringMatching('100'), got: '200' }],
    })
    expect(await send(server, door, [other])).toMatchObject({ accepted: 0, refused: [{ code: 'conflict' }] })
    expect(await server.history(droneIdOf(nextDrone - 1))).toEqual([one])
  })

  test('A14 out of order: history in order, the live position never goes back', async () => {
    const droneId = freshDrone()
    const startMs = Date.now() - 7_200_000
    const order = [3, 0, 4, 1, 2]
    const live: number[] = []
    const late: number[] = []
    for (const index of order) {
      const answer = await sendOne({ droneId, recordedAt: startMs + index * 1_200_000, sequence: index })
      late.push(answer.late)
      live.push((await latestReading(server, droneId))?.sequence ?? -1)
    }
    expect(live).toEqual([3, 3, 4, 4, 4])
    expect(late).toEqual([0, 1, 0, 1, 1])
    expect((await server.history(droneId)).map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4])
  })

  test('A15 gap in sequence: counted', async () => {
    const droneId = freshDrone()
    const startMs = Date.now() - 60_000
    const missedBefore = server.counters.missed
    const track = [5, 6, 10, 11].map((sequence) => reading({ droneId, recordedAt: startMs + sequence, sequence }))
    expect(await send(server, door, track)).toMatchObject({ accepted: 4, gaps: 3 })
    expect(server.counters.missed).toBe(missedBefore + 3)
    expect(await sendOne({ droneId, recordedAt: startMs + 100, sequence: 0 })).toMatchObject({ accepted: 1, gaps: 0 })
  })

  test('A16 unknown drone: refused', async () => {
    const droneId = '00000000-0000-4000-8000-00000000dead'
    expect(await sendOne({ droneId })).toMatchObject({
      accepted: 0,
      refused: [{ index: 0, code: 'missing', path: 'droneId', got: `"${droneId}"` }],
    })
    expect((await fetch(`${server.url}/api/v1/drones/${droneId}/telemetry`)).status).toBe(404)
  })

  test('A22 empty batch: answered, nothing done', async () => {
    expect(await send(server, door, [])).toMatchObject({ accepted: 0, duplicates: 0, late: 0, refused: [] })
  })

  test('A23 half of a batch bad: a verdict for each', async () => {
    const droneId = freshDrone()
    const startMs = Date.now() - 60_000
    const batch = Array.from({ length: 100 }, (_, sequence) =>
      reading({ droneId, sequence, recordedAt: startMs + sequence, ...(sequence % 2 ? { latitudeDeg: 91 } : {}) }),
    )
    const answer = await send(server, door, batch)
    expect(answer).toMatchObject({ accepted: 50, duplicates: 0, late: 0 })
    expect(answer.refused.map(({ index }) => index)).toEqual(Array.from({ length: 50 }, (_, index) => 2 * index + 1))
    expect((await server.history(droneId)).map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 50 }, (_, index) => 2 * index),
    )
  })

  test('A24 duplicate JSON keys: last wins', async () => {
    const droneId = freshDrone()
    const twice = JSON.stringify(reading({ droneId })).replace('{', '{"altitudeM":1,').replace(/}$/, ',"altitudeM":77}')
    expect(await send(server, door, [twice])).toMatchObject({ accepted: 1 })
    expect(await server.history(droneId)).toMatchObject([{ altitudeM: 77 }])
  })
})

test('A16 unknown drone: enrolled where that is on', async () => {
  const server = await startTelemetryServer({ autoEnroll: true })
  const droneId = '00000000-0000-4000-8000-00000000dead'
  const one = reading({ droneId })
  const answers = await Promise.all([1, 2, 3].map(() => send(server, 'REST', [one])))
  expect(answers.map(({ accepted }) => accepted).sort()).toEqual([0, 0, 1])
  expect(answers.map(({ duplicates }) => duplicates).sort()).toEqual([0, 1, 1])
  await server.close()
})

test('A17 a drone of another sender: refused with the same body as unknown', async () => {
  const server = await startTelemetryServer({ maySend: (_actor, droneId) => droneId !== droneIdOf(1) })
  const unknown = '660e8400-e29b-41d4-a716-999999999999'
  const ofAnother = await send(server, 'REST', [reading({ droneId: droneIdOf(1) })])
  const ofNobody = await send(server, 'REST', [reading({ droneId: unknown })])
  expect(JSON.stringify(ofAnother).replace(droneIdOf(1), unknown)).toBe(JSON.stringify(ofNobody))
  expect(ofAnother).toMatchObject({ refused: [{ code: 'missing' }] })
  await server.close()
})
