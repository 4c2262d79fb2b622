/** What is read for a caller ends when the caller has gone, at every door; and what one request reads is bounded. */
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type StoredReading, unmeasured } from '../../schema/telemetry.ts'
import type { Tables } from '../../server/ports/index.ts'
import { droneId } from '../support/engagement-rig.ts'
import { type GraphqlRig, openGraphqlRig } from '../support/graphql-rig.ts'

let rig: GraphqlRig
/** Scans of readings under way, each with what lets it go on. */
let held: (() => void)[]
let begun: number
let most: number
let isHolding: boolean

beforeEach(async () => {
  held = []
  begun = 0
  most = 0
  isHolding = true
  rig = await openGraphqlRig({ wrapTables: holdScans })
  const atMs = rig.clock.nowMs()
  await rig.report(Array.from({ length: 100 }, (_, n) => reading(atMs + n * 1_000)))
})
afterEach(async () => {
  letGo()
  await rig.close()
})

function letGo(): void {
  isHolding = false
  for (const goOn of held) goOn()
}

/** Scans of readings wait until they are let go. */
const holdScans = (tables: Tables): Tables => ({
  ...tables,
  async scan(table, partition, range) {
    if (table.name === 'telemetry') {
      begun++
      if (isHolding)
        await new Promise<void>((goOn) => {
          held.push(goOn)
          most = Math.max(most, held.length)
        })
    }
    return tables.scan(table, partition, range)
  },
})

const reading = (recordedAtMs: number): StoredReading => ({
  ...unmeasured,
  droneId: droneId(1),
  recordedAtMs,
  sequence: Math.floor(recordedAtMs / 1_000) % 1_000_000,
  latitudeDeg: 34.5,
  longitudeDeg: 69.2,
  altitudeM: 4_000,
  headingDeg: 90,
  speedMps: 60,
  fuelPct: 70,
  linkPct: 95,
  leadership: null,
  receivedAtMs: recordedAtMs,
  flags: 0,
})

const range = 'from: "2026-01-01T00:00:00Z", to: "2026-01-01T00:59:00Z"'
const fields = Array.from(
  { length: 20 },
  (_, n) => `a${n}: telemetry(droneId: "${droneId(1)}", ${range}, maxPoints: ${n + 2}) { readingsFound }`,
)
const query = `{ ${fields.join(' ')} }`
const scansAtOnce = 4

/** The scans under way end; afterwards none has been begun in place of those that waited. */
async function expectNoMoreScans(): Promise<void> {
  const before = begun
  letGo()
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(begun).toBe(before)
  expect(rig.logged).toEqual([])
}

test.each([
  ['the usual way', {}],
  ['by Yoga', { extensions: {} }],
])('a caller over HTTP, %s, that goes away ends its scans', async (_, more) => {
  const caller = new AbortController()
  const asked = fetch(rig.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, ...more }),
    signal: caller.signal,
  })
  await expect.poll(() => held.length).toBe(scansAtOnce)
  caller.abort()
  await expect(asked).rejects.toThrow()
  await expect.poll(() => rig.sockets.size).toBe(0)
  await expectNoMoreScans()
})

async function subscribe(): Promise<WebSocket> {
  const socket = new WebSocket(rig.socketUrl, 'graphql-transport-ws')
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'connection_init' }))
  await once(socket, 'message')
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }))
  await expect.poll(() => held.length).toBe(scansAtOnce)
  return socket
}

test('a caller over graphql-ws that completes a query ends its scans', async () => {
  const socket = await subscribe()
  socket.send(JSON.stringify({ type: 'complete', id: '1' }))
  socket.send(JSON.stringify({ type: 'ping' }))
  await once(socket, 'message')
  await expectNoMoreScans()
  socket.close()
})

test('a caller over graphql-ws whose connection ends ends its scans', async () => {
  const socket = await subscribe()
  socket.terminate()
  await expect.poll(() => rig.graphql.socketCount).toBe(0)
  await expectNoMoreScans()
})

test('one request scans a few ranges at once, and each range that it asks for twice once', async () => {
  const asked = rig.ask(`{ ${fields.join(' ')} ${fields.map((field) => `b${field}`).join(' ')} }`)
  await expect.poll(() => held.length).toBe(scansAtOnce)
  letGo()
  const { data, errors } = await asked
  expect(errors).toBeUndefined()
  expect(Object.values(data ?? {})).toEqual(Array(40).fill({ readingsFound: 100 }))
  expect(most).toBe(scansAtOnce)
  // The first reading of each range, the last, and all between.
  expect(begun).toBe(3 * fields.length)
})
