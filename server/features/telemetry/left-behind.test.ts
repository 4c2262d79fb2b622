/** What ingest holds must not grow with what it has taken: counted, since heap sizes say nothing exact. */
import { afterEach, expect, test } from 'vitest'
import { localActor } from '../../../schema/permissions.ts'
import { countLeftBehind } from '../../../tests/support/left-behind.ts'
import {
  nextMessage,
  reading,
  startTelemetryServer,
  type TelemetryServer,
} from '../../../tests/support/telemetry-server.ts'
import { createMemoryCache } from '../../adapters/memory/cache.ts'
import { systemClock } from '../../adapters/memory/clock.ts'
import { createDroneOwners } from '../../repositories/drone-owners.ts'
import { parseReading } from './parse.ts'

let server: TelemetryServer
afterEach(() => server.close())

const startMs = Date.now() - 3_600_000
const nth = (sequence: number) => reading({ recordedAt: startMs + sequence * 1_000, sequence })
const messages = 1_500
const few = messages / 10

/** The bus keeps what was published of late, which is its work: here it keeps nothing, and neither does the disk. */
async function startQuietServer(): Promise<void> {
  server = await startTelemetryServer({ wrapTables: (tables) => ({ ...tables, insert: async () => {} }) })
  server.bus.publish = async () => '0-0'
}

test('messages of one reading leave nothing behind', async () => {
  await startQuietServer()
  const left = await countLeftBehind(messages, (number) =>
    server.ingest.ingestReadings(localActor, [parseReading(nth(number), Date.now())]),
  )
  expect(left).toBeLessThan(few)
})

test('nor where processes share their drones', async () => {
  await startQuietServer()
  const owners = createDroneOwners({ cache: createMemoryCache({ clock: systemClock }) }, 'a process')
  const ingest = server.openIngest({ owners })
  const left = await countLeftBehind(messages, (number) =>
    ingest.ingestReadings(localActor, [parseReading(nth(number), Date.now())]),
  )
  expect(left).toBeLessThan(few)
})

test('nor by a socket that is never closed', async () => {
  await startQuietServer()
  const socket = await server.connect()
  const left = await countLeftBehind(messages, async (number) => {
    const answer = nextMessage(socket)
    socket.send(JSON.stringify({ type: 'telemetry', batchId: number, readings: [nth(number)] }))
    expect(await answer).toMatchObject({ accepted: 1 })
  })
  expect(left).toBeLessThan(few)
})
