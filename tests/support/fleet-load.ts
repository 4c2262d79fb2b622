/** Drones that send to a real server and keep book of what it acknowledged, over any number of its lives. */
import { expect } from 'vitest'
import WebSocket from 'ws'
import { uuidOf } from '../../lib/random/random.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { allTables, convoys, drones } from '../../schema/tables.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { systemClock } from '../../server/adapters/memory/clock.ts'

const readingsPerBatch = 20
const batchesInFlight = 4
const stepMs = 10

export interface SentReading {
  droneId: DroneId
  recordedAt: number
  sequence: number
  latitudeDeg: number
  longitudeDeg: number
  altitudeM: number
}

/** One drone and its book. A batch that was not acknowledged is sent again, as a real gateway does. */
export interface Sender {
  droneId: DroneId
  sent: SentReading[]
  /** Sequences of the readings that the server said it has. */
  acknowledged: Set<number>
  /** Sends until the connection breaks or the server refuses; never rejects for either. */
  send(url: string): Promise<void>
  /** Sends again what was not acknowledged, and nothing new. */
  settle(url: string): Promise<void>
}

/** Makes a convoy of `droneCount` in an empty store, as they would have been enrolled, and closes it. */
export async function enrollFleet(dataDir: string, droneCount: number): Promise<DroneId[]> {
  const convoyId = uuidOf('fleet load', 'convoy') as ConvoyId
  const droneIds = Array.from({ length: droneCount }, (_, n) => uuidOf('fleet load', `drone ${n}`) as DroneId)
  const enrolled = { createdAtMs: Date.now(), version: 1 }
  const inService = { assignedAtMs: null, retiredAtMs: null, leftAtMs: null }
  const tables = await openLmdbTables({ dataDir, clock: systemClock, tables: allTables })
  await tables.insert(convoys, [
    {
      archivedAtMs: null,
      ...enrolled,
      convoyId,
      callsign: 'LOAD-1',
      aor: [],
      roe: 'OBSERVE_ONLY',
      commandingUnit: 'none',
      status: 'ACTIVE',
      heartbeatIntervalMs: 2_000,
    },
  ])
  await tables.insert(
    drones,
    droneIds.map((droneId, n) => ({
      ...inService,
      ...enrolled,
      convoyId,
      droneId,
      callsign: `LOAD-1-${n}`,
      platformType: 'UNKNOWN' as const,
      reportIntervalMs: null,
    })),
  )
  await tables.close()
  return droneIds
}

type Door = (sender: Book, url: string, nextBatch: () => SentReading[] | null) => Promise<void>

interface Book extends Sender {
  acknowledge(batch: readonly SentReading[]): void
}

/** A sender through the REST door, one batch after the other, or through the WebSocket, several under way. */
export function createSender(
  droneId: DroneId,
  door: 'rest' | 'websocket',
  onAcknowledged: (readings: number) => void,
): Sender {
  const startMs = Date.now() - 3_600_000
  const through = door === 'rest' ? sendByRest : sendByWebSocket
  const unacknowledged = () => book.sent.filter(({ sequence }) => !book.acknowledged.has(sequence))
  const drawNew = () => {
    const first = book.sent.length
    const batch = Array.from({ length: readingsPerBatch }, (_, n) => readingAt(droneId, startMs, first + n))
    book.sent.push(...batch)
    return batch
  }
  const book: Book = {
    droneId,
    sent: [],
    acknowledged: new Set(),
    acknowledge(batch) {
      for (const { sequence } of batch) book.acknowledged.add(sequence)
      onAcknowledged(batch.length)
    },
    send(url) {
      const again = inBatches(unacknowledged())
      return through(book, url, () => again.shift() ?? drawNew())
    },
    settle(url) {
      const again = inBatches(unacknowledged())
      return through(book, url, () => again.shift() ?? null)
    },
  }
  return book
}

const readingAt = (droneId: DroneId, startMs: number, sequence: number): SentReading => ({
  droneId,
  recordedAt: startMs + sequence * stepMs,
  sequence,
  latitudeDeg: 34,
  longitudeDeg: 69,
  altitudeM: sequence % 10_000,
})

const inBatches = (readings: SentReading[]): SentReading[][] =>
  Array.from({ length: Math.ceil(readings.length / readingsPerBatch) }, (_, n) =>
    readings.slice(n * readingsPerBatch, (n + 1) * readingsPerBatch),
  )

const sendByRest: Door = async (sender, url, nextBatch) => {
  for (let batch = nextBatch(); batch; batch = nextBatch()) {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${url}/api/v1/telemetry`, {
      method: 'POST',
      headers,
      body: JSON.stringify(batch),
    }).then(
      async (answer) => ({ status: answer.status, body: (await answer.json()) as Answer }),
      () => null,
    )
    if (response?.status !== 200) return
    requireTaken(response.body)
    sender.acknowledge(batch)
  }
}

const sendByWebSocket: Door = async (sender, url, nextBatch) => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/telemetry`)
  const inFlight = new Map<number, SentReading[]>()
  let batchId = 0
  let isDone = false
  const fill = () => {
    while (!isDone && inFlight.size < batchesInFlight && socket.readyState === WebSocket.OPEN) {
      const batch = nextBatch()
      isDone = batch === null
      if (!batch) break
      inFlight.set(++batchId, batch)
      socket.send(JSON.stringify({ type: 'telemetry', batchId, readings: batch }))
    }
    if (isDone && inFlight.size === 0) socket.close()
  }
  socket.on('open', fill)
  socket.on('error', () => socket.terminate())
  socket.on('message', (text) => {
    const answer = JSON.parse(String(text)) as Answer & { type: string; batchId: number }
    const batch = inFlight.get(answer.batchId)
    if (answer.type !== 'ack' || !batch) return socket.close()
    requireTaken(answer)
    inFlight.delete(answer.batchId)
    sender.acknowledge(batch)
    fill()
  })
  // Not events.once: that rejects for the error of a connection that a kill has reset.
  await new Promise<void>((resolve) => socket.once('close', () => resolve()))
}

interface Answer {
  refused: readonly object[]
}

function requireTaken({ refused }: Answer): void {
  if (refused.length > 0) throw new Error(`Expected every reading taken, got ${JSON.stringify(refused[0])}.`)
}

/** What the server has of a drone, as it streams it. */
async function readStored(url: string, droneId: DroneId): Promise<Pick<SentReading, 'sequence' | 'altitudeM'>[]> {
  const response = await fetch(`${url}/api/v1/drones/${droneId}/telemetry?from=0&to=${Date.now()}&format=ndjson`)
  const text = await response.text()
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SentReading)
}

/** Stored is all that was acknowledged, in order and once, with its values, and nothing that was never sent. */
export async function expectBooksAgree(url: string, { droneId, sent, acknowledged }: Sender): Promise<void> {
  const stored = await readStored(url, droneId)
  const sequences = stored.map(({ sequence }) => sequence)
  const stands = new Set(sequences)
  expect(
    [...acknowledged].filter((sequence) => !stands.has(sequence)),
    'acknowledged and lost',
  ).toEqual([])
  expect(stands.size, 'stored twice').toBe(sequences.length)
  expect(sequences).toEqual([...sequences].sort((x, y) => x - y))
  for (const { sequence, altitudeM } of stored) expect(altitudeM).toBe(sent[sequence]?.altitudeM)
}
