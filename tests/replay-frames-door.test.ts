/** `GET /api/v1/convoys/{convoyId}/frames`: recorded minutes, as the page plays them. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { Failure } from '../lib/errors.ts'
import { delta, frame as full } from '../lib/feed/frames.fixture.ts'
import { splitConvoys } from '../lib/feed/load-segments.ts'
import { parseFrames } from '../lib/feed/recorded-segments.ts'
import { encodeFrame } from '../lib/frames/encode.ts'
import { createFramePacker, createFrameUnpacker, isPackedFull } from '../lib/frames/pack.ts'
import { segmentMs } from '../lib/frames/segments.ts'
import type { ConvoyId, DroneId } from '../schema/ids.ts'
import { localActor } from '../schema/permissions.ts'
import { createFramesDoor } from '../server/features/replay/frames-door.ts'
import { groupTimeOf, storeFrames } from '../server/repositories/recorded-frames.ts'
import { serveRequest } from '../server/transport/http/doors.ts'
import { openReplayRig, startMs } from './support/replay-rig.ts'
import { describeOnBothStores, type MakeStore, makeLmdbStore } from './support/replay-stores.ts'
import { convoyId } from './support/telemetry-server.ts'

let rig: Awaited<ReturnType<typeof openReplayRig>>
let server: Server
/** The store is unavailable. */
let isAway = false
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rig.close()
})

async function open(makeStore: MakeStore): Promise<void> {
  isAway = false
  rig = await openReplayRig({ makeStore })
  const log = pino({ level: 'silent' })
  const tables: typeof rig.store = {
    ...rig.store,
    scan: async (...args) => {
      if (isAway) throw new Failure('unavailable', 'The store is away, as planned.')
      return rig.store.scan(...args)
    },
  }
  const door = createFramesDoor({ ...rig, tables, log, actorOf: () => localActor })
  server = createServer((request, response) => {
    if (!serveRequest([door], request, response, log)) response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
}

function get(
  fromMs: number | string,
  toMs: number | string,
  headers: Record<string, string> = {},
  of: string = convoyId,
) {
  const { port } = server.address() as AddressInfo
  return fetch(`http://127.0.0.1:${port}/api/v1/convoys/${of}/frames?from=${fromMs}&to=${toMs}`, { headers })
}

async function fly(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await rig.report(rig.droneIds[0] as DroneId, { sequence: second })
    await rig.pass(1_000)
  }
}

const otherId = '550e8400-e29b-41d4-a716-446655440009' as ConvoyId
const [minuteMs, archivedAtMs] = [60_000, startMs]
/** The first whole minute of the rig. */
const firstMs = Math.ceil(startMs / minuteMs) * minuteMs

describeOnBothStores('recorded minutes', (makeStore) => {
  test('come as frames that the page unpacks, byte for byte those that were shown, the running minute too', async () => {
    await open(makeStore)
    const recorder = rig.record()
    await fly(100)
    const response = await get(firstMs, firstMs + 2 * minuteMs)
    expect(response.status).toBe(200)
    const entries = parseFrames(new Uint8Array(await response.arrayBuffer()))
    const unpacker = createFrameUnpacker()
    const frames = entries.map(({ atMs, packed }) => ({ atMs, frame: packed && unpacker.unpack(packed) }))
    expect(frames.length).toBeGreaterThan(60)
    expect(frames).toEqual(await rig.recorded(firstMs, firstMs + 2 * minuteMs))
    await recorder.stop()
  })

  test('that are closed never change and may be kept for good; the others may not', async () => {
    await open(makeStore)
    const recorder = rig.record()
    await fly(100)
    const running = await get(firstMs, firstMs + minuteMs)
    expect(running.headers.get('cache-control')).toBe('private, no-cache')
    await fly(120)
    const closed = await get(firstMs, firstMs + minuteMs)
    expect(closed.headers.get('cache-control')).toBe('private, max-age=2592000, immutable')
    const etag = closed.headers.get('etag') as string
    expect((await get(firstMs, firstMs + minuteMs, { 'if-none-match': etag })).status).toBe(304)
    await fly(60)
    await recorder.stop()
    const again = await get(firstMs, firstMs + minuteMs)
    expect(again.headers.get('etag')).toBe(etag)
    expect(await again.arrayBuffer()).toEqual(await closed.arrayBuffer())
  })

  test('of several convoys come together, each as it comes alone', async () => {
    await open(makeStore)
    const convoy = rig.roster.findConvoy(convoyId)
    if (!convoy) throw new Error('Expected a convoy.')
    await rig.roster.saveConvoy({ ...convoy, convoyId: otherId, callsign: 'HAWK-2', version: 1 }, null)
    const recorder = rig.record()
    await fly(100)
    await recorder.stop()
    const { port } = server.address() as AddressInfo
    const segmentOf = (convoyIds: string, fromMs = firstMs, toMs = fromMs + segmentMs) =>
      fetch(`http://127.0.0.1:${port}/api/v1/frames?convoyIds=${convoyIds}&from=${fromMs}&to=${toMs}`)
    const minute = parseFrames(new Uint8Array(await (await get(firstMs, firstMs + minuteMs)).arrayBuffer()))
    for (const fromMs of [firstMs, firstMs + segmentMs]) {
      const response = await segmentOf(`${convoyId},${otherId}`, fromMs)
      expect(response.status).toBe(200)
      const bodies = splitConvoys(new Uint8Array(await response.arrayBuffer()))
      expect([...bodies.keys()]).toEqual([convoyId, otherId])
      const expected = minute.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + segmentMs)
      expect(parseFrames(bodies.get(convoyId) ?? new Uint8Array())).toEqual(expected)
      // It stands still: nothing was written for it but a full frame when the minute began.
      const still = parseFrames(bodies.get(otherId) ?? new Uint8Array())
      expect(still.map(({ packed }) => packed && isPackedFull(packed))).toEqual([true])
      expect(still[0]?.atMs).toBeLessThan(firstMs + 2_000)
    }
    for (const [wanted, fromMs, toMs, status] of [
      [convoyId, firstMs, firstMs + minuteMs, 400],
      [convoyId, firstMs + 10_000, firstMs + 40_000, 400],
      ['', firstMs, firstMs + segmentMs, 404],
      [`${convoyId},nonsense`, firstMs, firstMs + segmentMs, 404],
      [Array(101).fill(convoyId).join(), firstMs, firstMs + segmentMs, 400],
    ] as const)
      expect((await segmentOf(wanted, fromMs, toMs)).status).toBe(status)
  })

  test('can be shown from half a minute alone although its first frame holds only changes', async () => {
    await open(makeStore)
    const packer = createFramePacker()
    const frames = Array.from({ length: 60 }, (_, second) => {
      const [atMs, sequence] = [firstMs + second * 1_000, second]
      const own = second === 10 ? full({ atMs, sequence }) : delta(sequence, { atMs })
      return { atMs, packed: packer.pack(encodeFrame({ ...own, convoyId })) }
    })
    const groups = [...Map.groupBy(frames, ({ atMs }) => groupTimeOf(atMs)).values()]
    await storeFrames(
      rig.store,
      groups.map((own) => ({ convoyId, frames: own })),
      1,
    )
    const { port } = server.address() as AddressInfo
    const span = `from=${firstMs + segmentMs}&to=${firstMs + 2 * segmentMs}`
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/frames?convoyIds=${convoyId}&${span}`)
    const body = splitConvoys(new Uint8Array(await response.arrayBuffer())).get(convoyId)
    expect(parseFrames(body ?? new Uint8Array())).toEqual(frames.slice(10))
  })

  test('of an archived convoy are still served, and nothing where nothing was recorded', async () => {
    await open(makeStore)
    const recorder = rig.record()
    await fly(40)
    const convoy = rig.roster.findConvoy(convoyId)
    if (!convoy) throw new Error('Expected a convoy.')
    await rig.roster.saveConvoy({ ...convoy, archivedAtMs, version: 2 }, 1)
    await rig.pass(3_000)
    await recorder.stop()
    const served = await get(firstMs, firstMs + minuteMs)
    expect(parseFrames(new Uint8Array(await served.arrayBuffer())).at(-1)?.packed).toBeNull()
    const before = await get(firstMs - 60 * minuteMs, firstMs - 59 * minuteMs)
    expect([before.status, (await before.arrayBuffer()).byteLength]).toEqual([200, 0])
  })
})

test('while the store is away minutes are refused, of one convoy and of several', async () => {
  await open(makeLmdbStore)
  isAway = true
  const { port } = server.address() as AddressInfo
  const several = `http://127.0.0.1:${port}/api/v1/frames?convoyIds=${convoyId}&from=${firstMs}&to=${firstMs + segmentMs}`
  expect([(await get(firstMs, firstMs + minuteMs)).status, (await fetch(several)).status]).toEqual([503, 503])
})

test('parts of minutes, more than ten of them, none, and unknown convoys are refused with what was expected', async () => {
  await open(makeLmdbStore)
  const refused = async (...request: Parameters<typeof get>) => {
    const response = await get(...request)
    return `${response.status} ${await response.text()}`
  }
  expect(await refused(firstMs + 1, firstMs + minuteMs)).toMatch(/^400 .*\bfrom\b/)
  expect(await refused(firstMs, firstMs + minuteMs - 1)).toMatch(/^400 .*\bto\b/)
  expect(await refused(firstMs, firstMs + 11 * minuteMs)).toMatch(/^400 .*\bto\b/)
  expect(await refused(firstMs, firstMs)).toMatch(/^400 .*\bto\b/)
  expect(await refused('yesterday', firstMs)).toMatch(/^400 .*\bfrom\b/)
  const unknown = '550e8400-e29b-41d4-a716-446655449999' as ConvoyId
  expect(await refused(firstMs, firstMs + minuteMs, {}, unknown)).toMatch(/^404 .*expected one of the roster/)
})
