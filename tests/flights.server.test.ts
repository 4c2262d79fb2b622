/** Real input: recorded flights go in by both doors, in any order and twice over, and the same facts come out. */
import { afterEach, describe, expect, test } from 'vitest'
import { createRandom } from '../lib/random/random.ts'
import type { DroneId } from '../schema/ids.ts'
import { latestReading } from '../server/features/telemetry/history.ts'
import { factsOf, loadFlights, type Track } from './support/flights.ts'
import { type Door, send, startTelemetryServer, type TelemetryServer } from './support/telemetry-server.ts'

const { name, lines, flights } = loadFlights()
const droneIds = flights.map(({ droneId }) => droneId as DroneId)
const seed = 'flights/1'
const batchSize = 1_500

let server: TelemetryServer
afterEach(() => server.close())

async function sendAll(door: Door, all: readonly string[]) {
  const totals = { accepted: 0, duplicates: 0, late: 0, refused: 0 }
  for (let from = 0; from < all.length; from += batchSize) {
    const answer = await send(server, door, all.slice(from, from + batchSize))
    totals.accepted += answer.accepted
    totals.duplicates += answer.duplicates
    totals.late += answer.late
    totals.refused += answer.refused.length
  }
  return totals
}

async function expectFacts() {
  for (const flight of flights) {
    const track = (await server.history(flight.droneId as DroneId)) as unknown as Track[]
    const { distanceM, ...facts } = factsOf(track)
    expect(facts).toEqual({
      droneId: flight.droneId,
      readings: flight.readings,
      firstAtMs: flight.firstAtMs,
      lastAtMs: flight.lastAtMs,
      maxAltitudeM: flight.maxAltitudeM,
      last: flight.last,
    })
    expect(Math.abs(distanceM - flight.distanceM)).toBeLessThanOrEqual(1)
    expect(await latestReading(server, flight.droneId as DroneId)).toMatchObject(flight.last)
  }
}

describe.each<Door>(['NDJSON', 'WebSocket'])(`the ${name} flights, by %s`, (door) => {
  test('in order: every reading is accepted and the facts come out', async () => {
    server = await startTelemetryServer({ droneIds })
    expect(await sendAll(door, lines)).toEqual({ accepted: lines.length, duplicates: 0, late: 0, refused: 0 })
    await expectFacts()
  })

  test(`shuffled (seed ${seed}): every reading is kept and the same facts come out`, async () => {
    server = await startTelemetryServer({ droneIds })
    const totals = await sendAll(door, createRandom(seed).shuffled(lines))
    expect(totals).toMatchObject({ duplicates: 0, refused: 0 })
    expect(totals.accepted + totals.late).toBe(lines.length)
    await expectFacts()
  })

  test(`twice over, the second time shuffled (seed ${seed}): the second time is all duplicates`, async () => {
    server = await startTelemetryServer({ droneIds })
    await sendAll(door, lines)
    const again = await sendAll(door, createRandom(seed).shuffled(lines))
    expect(again).toEqual({ accepted: 0, duplicates: lines.length, late: 0, refused: 0 })
    await expectFacts()
  })

  test('with an altimeter and an airspeed that go wild: every position is kept, only wild values are left out', async () => {
    server = await startTelemetryServer({ droneIds })
    const glitches = [{ altitudeM: 26_731 }, { altitudeM: 61_234.5 }, { altitudeM: -9_999 }, { speedMps: 1_543 }]
    const tracks = lines.map((line) => JSON.parse(line) as Track & { speedMps?: number })
    const wild = tracks.map((one, index) => (index % 10 === 0 ? { ...one, ...glitches[(index / 10) % 4] } : one))
    expect(
      await sendAll(
        door,
        wild.map((one) => JSON.stringify(one)),
      ),
    ).toMatchObject({
      accepted: lines.length,
      refused: 0,
    })
    const isKept = (index: number) => index % 10 !== 0 || (index / 10) % 4 === 0
    const dropped = Object.values(server.counters.outOfBounds).reduce((sum, count) => sum + count, 0)
    expect(dropped).toBe(wild.filter((_, index) => !isKept(index)).length)
    for (const flight of flights) {
      const stored = (await server.history(flight.droneId as DroneId)) as unknown as Track[]
      const sent = wild.filter(({ droneId }) => droneId === flight.droneId)
      const placeOf = ({ recordedAt, latitudeDeg, longitudeDeg }: Track) => [recordedAt, latitudeDeg, longitudeDeg]
      expect(stored.map(placeOf)).toEqual(sent.map(placeOf))
      const altitudes = sent.map(({ altitudeM }) => altitudeM)
      expect(stored.map(({ altitudeM }) => altitudeM)).toEqual(
        altitudes.map((altitudeM) => (altitudeM === 61_234.5 || altitudeM === -9_999 ? undefined : altitudeM)),
      )
    }
  })
})
