import { afterEach, expect, test } from 'vitest'
import { Failure } from '../../../lib/errors.ts'
import type { DroneId } from '../../../schema/ids.ts'
import { localActor } from '../../../schema/permissions.ts'
import { telemetry, telemetryBuckets } from '../../../schema/tables.ts'
import { maxReadingsPerBatch, readingFlag } from '../../../schema/telemetry.ts'
import {
  convoyId,
  droneIdOf,
  reading,
  startTelemetryServer,
  type TelemetryServer,
} from '../../../tests/support/telemetry-server.ts'
import type { Tables } from '../../ports/index.ts'
import { latestReading } from './history.ts'
import { parseReading } from './parse.ts'

let server: TelemetryServer
afterEach(() => server.close())

const startMs = Date.now() - 3_600_000
/** The nth reading of the first drone. */
const nth = (sequence: number, changes: object = {}) =>
  reading({ recordedAt: startMs + sequence * 1_000, sequence, ...changes })
const ingest = (...readings: object[]) =>
  server.ingest.ingestReadings(
    localActor,
    readings.map((one) => parseReading(one, Date.now())),
  )

/** A store whose inserts into telemetry wait for the test, or fail as it says. */
function gatedTables() {
  let outcome: 'pass' | 'hold' | 'fail' | 'fail after storing' = 'pass'
  const held: (() => void)[] = []
  const arrivals: (() => void)[] = []
  const wrapTables = (tables: Tables): Tables => ({
    ...tables,
    insert: async (table, rows) => {
      if ((table as unknown) !== telemetry) return tables.insert(table, rows)
      const own = outcome
      for (const arrived of arrivals.splice(0)) arrived()
      if (own === 'hold') await new Promise<void>((resolve) => held.push(resolve))
      if (own !== 'fail') await tables.insert(table, rows)
      if (own.startsWith('fail')) throw new Failure('unavailable', 'The disk is full.')
    },
  })
  return {
    wrapTables,
    set: (next: typeof outcome) => {
      outcome = next
    },
    /** Resolves when the next insert has come. */
    arrival: () => new Promise<void>((resolve) => arrivals.push(resolve)),
    release: () => {
      for (const letGo of held.splice(0)) letGo()
    },
  }
}
const isSettled = async (promise: Promise<unknown>) => {
  const pending = Symbol('pending')
  const turn = new Promise((resolve) => setImmediate(() => resolve(pending)))
  return (await Promise.race([promise.catch(() => undefined), turn])) !== pending
}

test('the same reading in two concurrent batches: one is stored, and the duplicate resolves only once it is durable', async () => {
  const gate = gatedTables()
  server = await startTelemetryServer({ wrapTables: gate.wrapTables })
  gate.set('hold')
  const arrived = gate.arrival()
  const first = ingest(nth(1), nth(2))
  await arrived
  const second = ingest(nth(2))
  expect(await isSettled(second)).toBe(false)
  gate.release()
  expect(await first).toMatchObject({ accepted: 2 })
  expect(await second).toMatchObject({ accepted: 0, duplicates: 1 })
  expect(await server.history(droneIdOf(0))).toHaveLength(2)
})

test('other values for a reading that is in flight are a conflict', async () => {
  const gate = gatedTables()
  server = await startTelemetryServer({ wrapTables: gate.wrapTables })
  gate.set('hold')
  const arrived = gate.arrival()
  const first = ingest(nth(1))
  await arrived
  const second = ingest(nth(1, { altitudeM: 1 }))
  gate.release()
  expect(await first).toMatchObject({ accepted: 1 })
  expect(await second).toMatchObject({ accepted: 0, refused: [{ code: 'conflict', path: 'altitudeM', got: '1' }] })
})

test('a late reading that two batches bring at once is looked up once and stored once', async () => {
  server = await startTelemetryServer()
  await ingest(nth(100))
  const answers = await Promise.all([ingest(nth(5), nth(6)), ingest(nth(6), nth(5)), ingest(nth(5))])
  expect(answers.map(({ late, duplicates }) => [late, duplicates])).toEqual([
    [2, 0],
    [0, 2],
    [0, 1],
  ])
})

test('when the store fails the whole batch is unavailable with a time to retry, and the retry is accepted, not late', async () => {
  const gate = gatedTables()
  server = await startTelemetryServer({ wrapTables: gate.wrapTables })
  await ingest(nth(1))
  gate.set('fail')
  await expect(ingest(nth(2), nth(3))).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 1_000 })
  expect(server.counters).toMatchObject({ accepted: 1, failedBatches: 1 })
  gate.set('pass')
  expect(await ingest(nth(2), nth(3))).toMatchObject({ accepted: 2, late: 0, duplicates: 0 })
  expect((await server.history(droneIdOf(0))).map(({ sequence }) => sequence)).toEqual([1, 2, 3])
})

test('a write of unknown outcome that did happen is found by the retry: duplicates, and other values a conflict', async () => {
  const gate = gatedTables()
  server = await startTelemetryServer({ wrapTables: gate.wrapTables })
  gate.set('fail after storing')
  await expect(ingest(nth(1), nth(2))).rejects.toMatchObject({ code: 'unavailable' })
  gate.set('pass')
  expect(await ingest(nth(1), nth(2, { altitudeM: 1 }))).toMatchObject({
    accepted: 0,
    duplicates: 1,
    refused: [{ index: 1, code: 'conflict' }],
  })
})

test('a duplicate of a reading whose batch fails is not acknowledged either', async () => {
  const gate = gatedTables()
  server = await startTelemetryServer({ wrapTables: gate.wrapTables })
  gate.set('hold')
  let arrived = gate.arrival()
  const first = ingest(nth(1))
  await arrived
  gate.set('fail')
  arrived = gate.arrival()
  const failing = ingest(nth(2))
  failing.catch(() => undefined)
  await arrived
  const copy = ingest(nth(2))
  copy.catch(() => undefined)
  gate.release()
  expect(await first).toMatchObject({ accepted: 1 })
  await expect(failing).rejects.toMatchObject({ code: 'unavailable' })
  await expect(copy).rejects.toMatchObject({ code: 'unavailable' })
})

test('batches are published to the bus and resolve in the order in which they were judged', async () => {
  const gate = gatedTables()
  server = await startTelemetryServer({ wrapTables: gate.wrapTables })
  const stop = new AbortController()
  const published = await server.bus.subscribe('readings', { after: null, signal: stop.signal })
  gate.set('hold')
  const arrived = gate.arrival()
  const first = ingest(nth(2), nth(1))
  await arrived
  gate.set('pass')
  const second = ingest(nth(4), nth(3))
  expect(await isSettled(second)).toBe(false)
  gate.release()
  await Promise.all([first, second])
  const seen: number[][] = []
  for await (const { message } of published) {
    expect(message?.convoyId).toBe(convoyId)
    seen.push(message?.readings.map(({ sequence }) => sequence) ?? [])
    if (seen.length === 2) stop.abort()
  }
  expect(seen).toEqual([
    [2, 1],
    [4, 3],
  ])
})

test('a new process knows from the store what is late and what is a duplicate', async () => {
  server = await startTelemetryServer()
  await ingest(nth(5), nth(7))
  const again = server.openIngest()
  const parsed = [nth(5), nth(6), nth(8)].map((one) => parseReading(one, Date.now()))
  expect(await again.ingestReadings(localActor, parsed)).toMatchObject({ duplicates: 1, late: 1, accepted: 1 })
})

test('a late reading is marked, stored in its own hour, and never moves a drone backwards', async () => {
  server = await startTelemetryServer()
  await ingest(nth(100))
  expect(await ingest(nth(-7_200))).toMatchObject({ late: 0, refused: [{ path: 'sequence' }] })
  expect(await ingest(nth(1, { recordedAt: startMs - 7_200_000 }))).toMatchObject({ late: 1 })
  expect(await latestReading(server, droneIdOf(0))).toMatchObject({ sequence: 100 })
  const { rows } = await server.tables.scan(telemetryBuckets, { droneId: droneIdOf(0) })
  expect(rows).toHaveLength(2)
  const flags = []
  for await (const stored of server.readStored(droneIdOf(0))) flags.push(stored.flags)
  expect(flags).toEqual([readingFlag.late, 0])
})

test('a bus that fails costs no acknowledgement: the store has the readings', async () => {
  server = await startTelemetryServer()
  server.bus.publish = async () => {
    throw new Failure('unavailable', 'The bus is down.')
  }
  expect(await ingest(nth(1))).toMatchObject({ accepted: 1 })
  expect(server.counters.unannouncedBatches).toBe(1)
})

test('readings over the in-flight limit are refused with a time to retry, and accepted again afterwards', async () => {
  const gate = gatedTables()
  const droneIds = Array.from({ length: 30 }, (_, index) => droneIdOf(index))
  server = await startTelemetryServer({ wrapTables: gate.wrapTables, droneIds })
  gate.set('hold')
  const batchOf = (drone: number) =>
    Array.from({ length: maxReadingsPerBatch }, (_, sequence) =>
      nth(sequence, { droneId: droneIdOf(drone), recordedAt: startMs + sequence }),
    )
  const running: Promise<unknown>[] = []
  for (let drone = 0; drone < 20; drone += 1) {
    const arrived = gate.arrival()
    running.push(ingest(...batchOf(drone)))
    await arrived
  }
  await expect(ingest(nth(1, { droneId: droneIdOf(25) }))).rejects.toMatchObject({
    code: 'limited',
    retryAfterMs: 1_000,
  })
  gate.set('pass')
  gate.release()
  await Promise.all(running)
  expect(await ingest(nth(1, { droneId: droneIdOf(25) }))).toMatchObject({ accepted: 1 })
})

test('an actor without the right to send is refused before anything is read', async () => {
  server = await startTelemetryServer()
  await expect(server.ingest.ingestReadings({ name: 'v', role: 'viewer' }, [])).rejects.toMatchObject({
    code: 'forbidden',
  })
})

test('calls of one turn of the event loop share a write, and each gets the result of its own readings', async () => {
  let inserts = 0
  const wrapTables = (tables: Tables): Tables => ({
    ...tables,
    insert: async (table, rows) => {
      if ((table as unknown) === telemetry) inserts += 1
      return tables.insert(table, rows)
    },
  })
  server = await startTelemetryServer({ wrapTables })
  await ingest(nth(1), nth(1, { droneId: droneIdOf(1) }))
  inserts = 0
  const results = await Promise.all([
    ingest(nth(2)),
    ingest(nth(2, { droneId: droneIdOf(1), latitudeDeg: 91 }), nth(3, { droneId: droneIdOf(1), extra: 1 })),
    ingest(nth(2)),
    ingest(nth(2, { altitudeM: 1 }), nth(3, { fuelPct: 101 })),
  ])
  expect(inserts).toBe(1)
  expect(results).toMatchObject([
    { accepted: 1, refused: [] },
    { accepted: 1, refused: [{ index: 0, path: 'latitudeDeg' }], ignoredFields: ['extra'], gaps: 1 },
    { accepted: 0, duplicates: 1 },
    {
      accepted: 1,
      refused: [{ index: 0, code: 'conflict' }],
      flagged: { outOfBounds: [{ index: 1, path: 'fuelPct' }] },
    },
  ])
})

test('when the write fails that some calls share, none of them is acknowledged and all may be sent again', async () => {
  const gate = gatedTables()
  server = await startTelemetryServer({ wrapTables: gate.wrapTables })
  await ingest(nth(1), nth(1, { droneId: droneIdOf(1) }))
  gate.set('fail')
  const calls = () => [ingest(nth(2)), ingest(nth(2, { droneId: droneIdOf(1) }))]
  for (const { status } of await Promise.allSettled(calls())) expect(status).toBe('rejected')
  expect(server.counters).toMatchObject({ accepted: 2, failedBatches: 2 })
  gate.set('pass')
  for (const result of await Promise.all(calls())) expect(result).toMatchObject({ accepted: 1, late: 0, duplicates: 0 })
})

test('the roster is asked once per drone and batch', async () => {
  server = await startTelemetryServer()
  const asked: string[] = []
  const roster = {
    ...server.roster,
    findDrone(droneId: DroneId) {
      asked.push(droneId)
      return server.roster.findDrone(droneId)
    },
  }
  const own = server.openIngest({ roster })
  const batch = (from: number) =>
    Array.from({ length: 20 }, (_, n) => nth(from + n, { droneId: droneIdOf(n % 2) })).map((one) =>
      parseReading(one, Date.now()),
    )
  await own.ingestReadings(localActor, batch(0))
  asked.length = 0
  expect(await own.ingestReadings(localActor, batch(100))).toMatchObject({ accepted: 20 })
  expect(asked.sort()).toEqual([droneIdOf(0), droneIdOf(1)])
})
