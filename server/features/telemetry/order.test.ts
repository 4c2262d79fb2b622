/** The order of one drone and of one connection is kept, however long a batch takes to prepare. */
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { unassignedConvoyId } from '../../../schema/convoys.ts'
import type { DroneId } from '../../../schema/ids.ts'
import { localActor } from '../../../schema/permissions.ts'
import { telemetryBuckets } from '../../../schema/tables.ts'
import { maxReadingsPerBatch } from '../../../schema/telemetry.ts'
import {
  droneIdOf,
  reading,
  startTelemetryServer,
  type TelemetryServer,
} from '../../../tests/support/telemetry-server.ts'
import type { Tables } from '../../ports/index.ts'
import { enrollDrones } from '../convoys/enroll-drones.ts'
import { maxDronesPerConvoy, toDrone } from '../convoys/rules.ts'
import { parseReading } from './parse.ts'

let server: TelemetryServer
afterEach(() => server.close())

const startMs = Date.now() - 3_600_000
const unknown = (drone: number) => droneIdOf(1_000 + drone)
const nth = (sequence: number, drone: DroneId) =>
  reading({ droneId: drone, recordedAt: startMs + sequence * 1_000, sequence })
const parse = (one: object) => parseReading(one, Date.now())
/** Messages of one reading each, of these drones in turn. */
const messagesOf = (count: number, drones: readonly DroneId[]) =>
  Array.from({ length: count }, (_, number) => nth(number, drones[number % drones.length] as DroneId))

async function expectInOrder(drones: readonly DroneId[], each: number): Promise<void> {
  expect(server.counters).toMatchObject({ accepted: each * drones.length, late: 0, duplicates: 0 })
  for (const drone of drones) {
    const stored = []
    for await (const one of server.readStored(drone)) stored.push(one.flags)
    expect(stored).toEqual(new Array(each).fill(0))
  }
}

/** The sequences published on the bus, in order. */
function listen(): number[] {
  const sequences: number[] = []
  const publish = server.bus.publish.bind(server.bus)
  server.bus.publish = async (topic, message) => {
    if ('readings' in message) sequences.push(...message.readings.map(({ sequence }) => sequence))
    return publish(topic, message)
  }
  return sequences
}

test.each([1, 4, 320])('320 messages pipelined on a WebSocket by %i drones that are not known yet', async (count) => {
  server = await startTelemetryServer({ autoEnroll: true })
  const published = listen()
  const drones = Array.from({ length: count }, (_, drone) => unknown(drone))
  const socket = await server.connect()
  const acknowledged: unknown[] = []
  const all = new Promise<void>((resolve) =>
    socket.on('message', (data) => {
      acknowledged.push(JSON.parse(String(data)).batchId)
      if (acknowledged.length === 320) resolve()
    }),
  )
  for (const [batchId, one] of messagesOf(320, drones).entries())
    socket.send(JSON.stringify({ type: 'telemetry', batchId, readings: [one] }))
  await all
  const inOrder = Array.from({ length: 320 }, (_, number) => number)
  expect(acknowledged).toEqual(inOrder)
  expect(published).toEqual(inOrder)
  await expectInOrder(drones, 320 / count)
})

test('320 requests pipelined on one connection, packed and plain in turn, by drones that are not known yet', async () => {
  server = await startTelemetryServer({ autoEnroll: true })
  const published = listen()
  const drones = [unknown(0), unknown(1)]
  const socket = connect(server.port, '127.0.0.1')
  let received = ''
  const all = new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      received += chunk
      if (received.split('HTTP/1.1 200').length > 320) resolve()
    })
  })
  for (const [number, one] of messagesOf(320, drones).entries()) {
    const isPacked = number % 2 === 0
    const text = Buffer.from(JSON.stringify(one))
    const body = isPacked ? gzipSync(text) : text
    const encoding = isPacked ? 'content-encoding: gzip\r\n' : ''
    const head = `POST /api/v1/telemetry HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\ncontent-type: application/json\r\n`
    socket.write(`${head}${encoding}content-length: ${body.length}\r\n\r\n`)
    socket.write(body)
  }
  await all
  socket.destroy()
  expect(published).toEqual(Array.from({ length: 320 }, (_, number) => number))
  await expectInOrder(drones, 160)
})

test('320 messages of one unknown drone by two connections, in the order in which they arrive', async () => {
  server = await startTelemetryServer({ autoEnroll: true })
  const published = listen()
  const connections = [{}, {}]
  const answers = messagesOf(320, [unknown(0)]).map((one, number) =>
    server.ingest.ingestReadings(localActor, [parse(one)], connections[number % 2]),
  )
  for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ accepted: 1, late: 0, refused: [] })
  expect(published).toEqual(Array.from({ length: 320 }, (_, number) => number))
  await expectInOrder([unknown(0)], 320)
})

/** A store in which the newest reading of one drone is not found until the test says so. */
function slowToLoad(slow: DroneId) {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const wrapTables = (tables: Tables): Tables => ({
    ...tables,
    scan: async (table, partition, options) => {
      const isSlow = (table as unknown) === telemetryBuckets && (partition as { droneId?: DroneId }).droneId === slow
      if (isSlow) await released
      return tables.scan(table, partition, options)
    },
  })
  return { wrapTables, release }
}
const hasEnded = async (promise: Promise<unknown>) => {
  const pending = Symbol('pending')
  const turn = new Promise((resolve) => setTimeout(() => resolve(pending)))
  return (await Promise.race([promise, turn])) !== pending
}

test('a batch that waits for one drone of several is not overtaken by a later one of another', async () => {
  const store = slowToLoad(droneIdOf(1))
  server = await startTelemetryServer({ wrapTables: store.wrapTables })
  const batch = (...readings: object[]) => server.ingest.ingestReadings(localActor, readings.map(parse))
  const first = batch(nth(1, droneIdOf(0)), nth(1, droneIdOf(1)))
  const second = batch(nth(2, droneIdOf(0)))
  expect(await batch(nth(1, droneIdOf(2)))).toMatchObject({ accepted: 1 })
  expect(await hasEnded(second)).toBe(false)
  store.release()
  expect(await first).toMatchObject({ accepted: 2, late: 0 })
  expect(await second).toMatchObject({ accepted: 1, late: 0 })
})

test('acknowledgements of a connection keep the order of its messages, even of different drones, and no other connection waits', async () => {
  const store = slowToLoad(droneIdOf(1))
  server = await startTelemetryServer({ wrapTables: store.wrapTables })
  const published = listen()
  const connection = {}
  const first = server.ingest.ingestReadings(localActor, [parse(nth(1, droneIdOf(1)))], connection)
  const second = server.ingest.ingestReadings(localActor, [parse(nth(2, droneIdOf(0)))], connection)
  expect(await server.ingest.ingestReadings(localActor, [parse(nth(3, droneIdOf(2)))], {})).toMatchObject({
    accepted: 1,
  })
  store.release()
  await Promise.all([first, second])
  expect(published).toEqual([3, 1, 2])
})

test('a batch that can not be prepared lets the ones behind it pass', async () => {
  server = await startTelemetryServer()
  let isUnavailable = true
  const ingest = server.openIngest({
    findElsewhere: async () => {
      if (isUnavailable) throw new Error('planted')
    },
  })
  const connection = {}
  const first = ingest.ingestReadings(localActor, [parse(nth(1, unknown(0)))], connection)
  const second = ingest.ingestReadings(localActor, [parse(nth(1, droneIdOf(0)))], connection)
  await expect(first).rejects.toThrow('planted')
  expect(await second).toMatchObject({ accepted: 1 })
  isUnavailable = false
  // A failed lookup says nothing about the drone: the next batch looks it up again instead of refusing it.
  let isFound = false
  const again = server.openIngest({
    findElsewhere: async (droneIds) => {
      isFound = true
      await server.roster.addDrones(
        unassignedConvoyId,
        droneIds.map((id) => droneRow(id)),
      )
    },
  })
  expect(await again.ingestReadings(localActor, [parse(nth(1, unknown(0)))])).toMatchObject({ accepted: 1 })
  expect(isFound).toBe(true)
})

const droneRow = (droneId: DroneId) =>
  toDrone(unassignedConvoyId, droneId, { callsign: `D-${droneId.slice(-6)}`, platformType: 'UNKNOWN' }, 0)

test('with the convoy UNASSIGNED full only the readings of unknown drones are refused, their neighbours are stored', async () => {
  server = await startTelemetryServer({ autoEnroll: true })
  const crowd = Array.from({ length: maxDronesPerConvoy - 2 }, (_, drone) => droneRow(droneIdOf(10_000 + drone)))
  await server.roster.addDrones(unassignedConvoyId, crowd)
  const batch = [nth(1, unknown(0)), nth(1, droneIdOf(0)), nth(1, unknown(1)), nth(1, unknown(2)), nth(2, unknown(0))]
  const answer = await server.ingest.ingestReadings(localActor, batch.map(parse))
  expect(answer).toMatchObject({ accepted: 4, late: 0 })
  expect(answer.refused).toEqual([
    {
      index: 3,
      code: 'limited',
      path: 'droneId',
      expected: 'a known drone, or room for another one in the convoy UNASSIGNED, which is full',
      got: `"${unknown(2)}"`,
    },
  ])
  expect(server.counters.refused.limited).toBe(1)
  expect(server.roster.dronesOf(unassignedConvoyId)).toHaveLength(maxDronesPerConvoy)
  // Who comes when it is full costs the store nothing.
  const claimDrones = async () => {
    throw new Error('expected no claim')
  }
  const roster = { ...server.roster, claimDrones }
  expect(await enrollDrones({ roster, clock: server.clock }, [unknown(3)])).toEqual(new Set([unknown(3)]))
})

test('other work goes on while thousands of readings are looked up', async () => {
  server = await startTelemetryServer()
  const readings = Array.from({ length: maxReadingsPerBatch }, (_, n) =>
    parse(reading({ recordedAt: startMs + n, sequence: n })),
  )
  await server.ingest.ingestReadings(localActor, readings)
  let turns = 0
  let isDone = false
  const others = (async () => {
    while (!isDone) {
      turns += 1
      await new Promise((resolve) => setImmediate(resolve))
    }
  })()
  expect(await server.ingest.ingestReadings(localActor, readings)).toMatchObject({ duplicates: maxReadingsPerBatch })
  isDone = true
  await others
  expect(turns).toBeGreaterThan(maxReadingsPerBatch / 100)
})
