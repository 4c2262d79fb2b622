/** FAULTS 124 and 125: what every door reads alike: times, bytes that are not UTF-8, byte order marks. */
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RawData, WebSocket } from 'ws'
import { parseInstant } from '../../lib/time/rfc3339.ts'
import { createTestClock } from '../../server/adapters/memory/test-clock.ts'
import { convoyId, droneId } from '../support/engagement-rig.ts'
import { type GraphqlRig, openGraphqlRig } from '../support/graphql-rig.ts'
import { droneIdOf, startTelemetryServer, type TelemetryServer } from '../support/telemetry-server.ts'

let rig: GraphqlRig
let telemetry: TelemetryServer
beforeAll(async () => {
  rig = await openGraphqlRig()
  telemetry = await startTelemetryServer({ clock: createTestClock(Date.UTC(2026, 10, 22)) })
})
afterAll(async () => {
  await rig.close()
  await telemetry.close()
})

type Body = string | Buffer<ArrayBuffer>
const readingAt = (recordedAt: unknown) =>
  JSON.stringify({ droneId: droneIdOf(0), recordedAt, sequence: 1, latitudeDeg: 34, longitudeDeg: 69 })
const accepts = async (response: Promise<Response>): Promise<boolean> => {
  const { accepted = 0, duplicates = 0, late = 0 } = (await (await response).json()) as Record<string, number>
  return accepted + duplicates + late > 0
}
const post = (body: Body) =>
  fetch(`${telemetry.url}/api/v1/telemetry`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })

/** Sends one message and waits for the first that answers, null when the connection is closed instead. */
async function exchange(socket: WebSocket, message: Body, isAnswer: (type: string) => boolean) {
  const answer = new Promise<Record<string, unknown> | null>((resolve) => {
    socket.on('close', () => resolve(null))
    socket.on('message', (data: RawData) => {
      const parsed = JSON.parse(String(data)) as Record<string, unknown>
      if (isAnswer(String(parsed.type))) resolve(parsed)
    })
  })
  socket.send(message, { binary: false })
  const got = await answer
  socket.terminate()
  return got
}
async function overGraphqlWs(message: Body) {
  const socket = new WebSocket(rig.socketUrl, 'graphql-transport-ws')
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'connection_init' }))
  await once(socket, 'message')
  return exchange(socket, message, (type) => type === 'next' || type === 'error')
}
const overTelemetry = async (message: Body) => exchange(await telemetry.connect(), message, () => true)

const times: unknown[] = [
  '2026-11-21T06:00:00Z',
  '2026-11-21t06:00:00z',
  '2026-11-21T10:30:00+04:30',
  '2026-11-21T06:00:00.123456789012345678Z',
  '2026-11-21T06:00:00-00:00',
  '2026-02-28T23:59:60Z',
  1_795_240_800_000,
  '2026-02-30T12:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T12:30:60Z',
  '2026-01-01T00:00:00+24:00',
  '2026-01-01T00:00:00+0430',
  '2026-01-01T00:00:00',
  '2026-01-01 00:00:00Z',
  '2026-01-01',
  '2026-W01-1T00:00:00Z',
  '1795240800000',
  'now',
  '',
  1.5,
  true,
  {},
]

describe('124 a time is read alike at every door:', () => {
  test.each(times.map((time) => [JSON.stringify(time), time]))('%s', async (text, time) => {
    const expectedMs = parseInstant(time)
    const asOf = async (answer: { data?: unknown } | null) => {
      const data = answer?.data as { leaderboard?: { asOf: string } | null } | null | undefined
      return data?.leaderboard ? Date.parse(data.leaderboard.asOf) : null
    }
    const byVariable = 'query($at: DateTime) { leaderboard(convoyId: "%", at: $at) { asOf } }'.replace('%', convoyId)
    const asLiteral = `{ leaderboard(convoyId: "${convoyId}", at: ${text === '{}' ? '{}' : text}) { asOf } }`
    expect(await asOf(await rig.ask(asLiteral))).toBe(expectedMs)
    expect(await asOf(await rig.ask(byVariable, { at: time }))).toBe(expectedMs)
    const message = { type: 'subscribe', id: '1', payload: { query: byVariable, variables: { at: time } } }
    const bySocket = await overGraphqlWs(JSON.stringify(message))
    expect(await asOf(bySocket?.type === 'next' ? (bySocket.payload as { data: unknown }) : null)).toBe(expectedMs)

    expect(await accepts(post(readingAt(time)))).toBe(expectedMs !== null)
    const batch = `{"type":"telemetry","batchId":1,"readings":[${readingAt(time)}]}`
    expect(await overTelemetry(batch)).toMatchObject({ refused: expectedMs === null ? [{ path: 'recordedAt' }] : [] })
    if (typeof time === 'object' || time === '') return
    // A query has no types: digits are ms there.
    const isDigits = typeof time === 'string' && /^\d+$/.test(time)
    const history = await fetch(
      `${telemetry.url}/api/v1/drones/${droneIdOf(0)}/telemetry?from=${encodeURIComponent(String(time))}`,
    )
    await history.text()
    expect(history.status).toBe(expectedMs !== null || isDigits ? 200 : 400)
  })
})

const mutation = (target: string) =>
  JSON.stringify({
    query: `mutation { recordEngagement(input: { convoyId: "${convoyId}", droneId: "${droneId(1)}", hit: true, weaponType: NONE, target: "${target}" }) { success } }`,
  })
const withBytes = (text: string, bytes: number[]): Buffer<ArrayBuffer> => {
  const [before = '', after = ''] = text.split('%')
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
}
const engagements = async () =>
  (await rig.ask(`{ engagements(convoyId: "${convoyId}", first: 500) { nodes { target } } }`)).data
const postGraphql = (body: Body, path = '') =>
  fetch(`${rig.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })

describe('125 bytes that are not UTF-8 are refused, never replaced:', () => {
  test.each([
    ['a lone byte', [0xff]],
    ['a character cut short', [0xe2, 0x82]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['half of a surrogate pair', [0xed, 0xa0, 0x80]],
  ])('%s', async (_, bytes) => {
    const before = await engagements()
    for (const path of ['', '?operationName=']) {
      const answer = await postGraphql(withBytes(mutation('%'), bytes), path)
      expect(answer.status).toBe(400)
      expect(await answer.text()).toContain('not UTF-8')
    }
    const subscribe = `{"type":"subscribe","id":"1","payload":${mutation('%')}}`
    expect(await overGraphqlWs(withBytes(subscribe, bytes))).toBeNull()
    expect(await engagements()).toEqual(before)
    const reading = readingAt('2026-11-21T06:00:00Z').replace('}', ',"note":"%"}')
    expect((await post(withBytes(reading, bytes))).status).toBe(400)
    expect(await overTelemetry(withBytes(`{"type":"telemetry","batchId":1,"readings":[${reading}]}`, bytes))).toBeNull()
  })
  test('an escape in the query of a URL', async () => {
    const answer = await fetch(`${rig.url}?query=%7B__typename%7D&x=%ff`, { headers: { accept: 'application/json' } })
    expect(answer.status).toBe(400)
  })
  test('another charset by name', async () => {
    for (const [url, body] of [
      [rig.url, mutation('A')],
      [`${telemetry.url}/api/v1/telemetry`, readingAt('2026-11-21T06:00:00Z')],
    ] as const) {
      const headers = { 'content-type': 'application/json; charset=iso-8859-1' }
      expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(415)
    }
  })
})

test('125 a byte order mark is passed over at every door', async () => {
  const mark = '\ufeff'
  for (const path of ['', '?operationName='])
    expect(await (await postGraphql(`${mark}${mutation('marked')}`, path)).json()).toEqual({
      data: { recordEngagement: { success: true } },
    })
  const subscribe = `${mark}{"type":"subscribe","id":"1","payload":{"query":"{ __typename }"}}`
  expect(await overGraphqlWs(subscribe)).toMatchObject({ type: 'next' })
  const reading = readingAt('2026-11-21T07:00:00Z')
  expect(await accepts(post(mark + reading))).toBe(true)
  const batch = `${mark}{"type":"telemetry","batchId":1,"readings":[${reading}]}`
  expect(await overTelemetry(batch)).toMatchObject({ type: 'ack', duplicates: 1 })
})
