import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Drone } from '../../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import {
  convoyId,
  doors,
  droneIdOf,
  reading,
  send,
  startTelemetryServer,
  type TelemetryServer,
} from '../../../tests/support/telemetry-server.ts'

const otherConvoyId = '550e8400-e29b-41d4-a716-446655440009' as ConvoyId
const id = droneIdOf(0)
let server: TelemetryServer
beforeEach(async () => {
  server = await startTelemetryServer({ autoEnroll: true })
})
afterEach(() => server.close())

const held = () => server.roster.findDrone(id) as Drone
const sequencesOf = async (droneId: DroneId) => {
  const sequences: number[] = []
  for await (const rows of server.readStored(droneId)) sequences.push(...[rows].flat().map(({ sequence }) => sequence))
  return sequences
}

test.each(doors)(
  'a reading of a retired drone is refused with the reason, by %s, and taken again when it is back',
  async (door) => {
    const retiredAtMs = Date.UTC(2026, 0, 1)
    await server.roster.saveDrone({ ...held(), retiredAtMs, version: 2 }, 1)
    const neighbour = reading({ droneId: droneIdOf(1), sequence: 9 })
    const answer = await send(server, door, [reading({ sequence: 7 }), neighbour])
    expect(answer).toMatchObject({
      accepted: 1,
      refused: [
        {
          index: 0,
          code: 'conflict',
          path: 'droneId',
          expected: 'a drone in service',
          got: `"${id}", out of service since 2026-01-01T00:00:00.000Z`,
        },
      ],
    })
    expect(server.roster.findDrone(id)?.retiredAtMs).toBe(retiredAtMs)
    await server.roster.saveDrone({ ...held(), retiredAtMs: null, version: 3 }, 2)
    expect(await send(server, door, [reading({ sequence: 8 })])).toMatchObject({ accepted: 1, refused: [] })
    expect(await sequencesOf(id)).toEqual([8])
  },
)

test('a drone that changes convoy while it reports loses no reading and has none twice, retries included', async () => {
  const published: [ConvoyId, number][] = []
  const control = new AbortController()
  const subscription = await server.bus.subscribe('readings', { after: null, signal: control.signal })
  const followed = (async () => {
    for await (const { message } of subscription)
      for (const { sequence } of message?.readings ?? []) published.push([message?.convoyId as ConvoyId, sequence])
  })()
  const total = 300
  const startMs = Date.now() - 60_000
  const of = (sequence: number) => reading({ sequence, recordedAt: startMs + sequence })
  const sends = async () => {
    for (let from = 0; from < total; from += 3) {
      const batch = [0, 1, 2].map((n) => of(from + n))
      const first = send(server, 'REST', batch)
      if (from % 4 === 0) await send(server, 'REST', batch)
      await first
    }
  }
  let moves = 0
  let isSending = true
  const moving = async () => {
    while (isSending) {
      const drone = held()
      const { applied } = await server.roster.moveDrone(drone, drone.convoyId === convoyId ? otherConvoyId : convoyId)
      if (applied) moves++
    }
  }
  await Promise.all([sends().finally(() => (isSending = false)), moving()])
  expect(moves).toBeGreaterThan(3)
  const all = Array.from({ length: total }, (_, n) => n)
  expect((await sequencesOf(id)).sort((a, b) => a - b)).toEqual(all)
  await expect.poll(() => published.length).toBe(total)
  expect(published.map(([, sequence]) => sequence).sort((a, b) => a - b)).toEqual(all)
  expect(new Set(published.map(([under]) => under))).toEqual(new Set([convoyId, otherConvoyId]))
  control.abort()
  await followed
})
