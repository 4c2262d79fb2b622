import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { encodeFrame } from '../frames/encode.ts'
import type { Frame } from '../frames/frame.ts'
import type { FeedState } from './feed.ts'
import { convoyId, delta, droneId, frame, otherConvoyId, record } from './frames.fixture.ts'
import { type LiveFeed, type LiveFeedOptions, openLiveFeed } from './live.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A server controlled by the test, and a feed whose paints and timers the test controls. */
async function setUp(options: Partial<LiveFeedOptions> = {}) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  closing.push(() => server.close())
  await once(server, 'listening')
  const timers: { run: () => void; delayMs: number }[] = []
  const feed: LiveFeed = openLiveFeed({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws/live`,
    WebSocket: WebSocket as never,
    nextPaint: (run) => queueMicrotask(run),
    setTimer(run, delayMs) {
      const timer = { run, delayMs }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer) >>> 0, 1)
    },
    random: () => 0,
    minGapMs: 0,
    ...options,
  })
  closing.push(() => feed.close())
  /** Every delivered state, without consecutive repeats. */
  const states: FeedState[] = []
  feed.onPicture(({ link }) => {
    if (states.at(-1) !== link.state) states.push(link.state)
  })
  return {
    feed,
    states,
    /** The next socket of the feed, and its first request. */
    async accept() {
      const [socket] = (await once(server, 'connection')) as [WebSocket]
      return serve(socket)
    },
    fire(delayMs: number) {
      const at = timers.findIndex((timer) => timer.delayMs === delayMs)
      const [timer] = timers.splice(at, 1)
      if (at < 0 || !timer) throw new Error(`No timer of ${delayMs} ms among ${timers.map((one) => one.delayMs)}`)
      timer.run()
    },
    until: (met: () => boolean) => until(feed, met),
  }
}

async function serve(socket: WebSocket) {
  const requests: unknown[] = []
  const waiting: (() => void)[] = []
  socket.on('message', (text) => {
    requests.push(JSON.parse(String(text)))
    for (const wake of waiting.splice(0)) wake()
  })
  const say = (notice: object) => socket.send(JSON.stringify(notice))
  return {
    socket,
    async request() {
      while (requests.length === 0) await new Promise<void>((resolve) => waiting.push(resolve))
      return requests.shift()
    },
    say,
    send: (one: Frame) => socket.send(encodeFrame(one)),
    subscribed: (...convoyIds: string[]) =>
      say({ type: 'subscribed', convoyIds, rateHz: 4, serverTimeMs: frame().atMs }),
  }
}

function until(feed: LiveFeed, met: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!met()) return
      stopPictures()
      resolve()
    }
    const stopPictures = feed.onPicture(check)
  })
}

test('it subscribes to every convoy and is live once the first picture is painted', async () => {
  const { feed, states, accept, until } = await setUp()
  const server = await accept()
  expect(await server.request()).toEqual({ type: 'subscribe', rateHz: 4 })
  server.subscribed(convoyId)
  server.send(frame())
  await until(() => feed.picture.link.state === 'live')
  expect(feed.picture.drones.get(droneId(1))?.altitudeM).toBe(3_000)
  expect(states).toEqual(['connecting', 'live'])
})

test('a gap in the sequence makes it subscribe again, once, and frames in between are not applied', async () => {
  const { feed, accept, until } = await setUp({ convoyIds: [convoyId] })
  const server = await accept()
  expect(await server.request()).toMatchObject({ convoyIds: [convoyId] })
  server.subscribed(convoyId)
  server.send(frame())
  server.send(delta(12, { records: [record(0, { altitudeM: 1 })] }))
  server.send(delta(13, { records: [record(0, { altitudeM: 2 })] }))
  await server.request()
  expect(feed.picture.drones.get(droneId(0))?.altitudeM).toBe(3_000)
  server.subscribed(convoyId)
  server.send(frame({ sequence: 20, records: [record(0, { altitudeM: 5 }), record(1)] }))
  await until(() => feed.picture.drones.get(droneId(0))?.altitudeM === 5 && feed.picture.link.state === 'resynced')
})

test('after a disconnect: offline at once, then resynced, with the drones of a restarted server', async () => {
  const { feed, states, accept, fire, until } = await setUp()
  const first = await accept()
  first.subscribed(convoyId, otherConvoyId)
  first.send(frame())
  first.send(frame({ convoyId: otherConvoyId, records: [record(0, { droneId: droneId(50) })], links: [] }))
  await until(() => feed.picture.link.state === 'live' && feed.picture.drones.size === 3)
  first.socket.terminate()
  await until(() => feed.picture.link.state === 'offline')
  fire(50)
  const second = await accept()
  await second.request()
  second.subscribed(convoyId)
  second.send(frame({ epoch: 2, sequence: 1 }))
  await until(() => feed.picture.link.state === 'resynced')
  expect(states).toEqual(['connecting', 'live', 'offline', 'resyncing', 'resynced'])
  expect([...feed.picture.drones.keys()]).toEqual([droneId(0), droneId(1)])
})

test('a beat confirms that an unchanged picture is current', async () => {
  let nowMs = 0
  const { feed, accept, fire, until } = await setUp({ now: () => nowMs })
  const server = await accept()
  server.subscribed(convoyId)
  server.send(frame({ atMs: 1_000 }))
  await until(() => feed.picture.link.state === 'live')
  nowMs = 4_000
  fire(500)
  await until(() => feed.picture.link.state === 'behind')
  expect(feed.picture.nowMs - (feed.picture.link.completeUpToMs ?? 0)).toBe(4_000)
  server.say({ type: 'beat', serverTimeMs: 5_000 })
  await until(() => feed.picture.link.state === 'live')
})

test('a socket without messages is closed and replaced', async () => {
  let nowMs = 0
  const { feed, accept, fire, until } = await setUp({ now: () => nowMs })
  const server = await accept()
  server.subscribed(convoyId)
  server.send(frame())
  await until(() => feed.picture.link.state === 'live')
  nowMs = 7_000
  fire(500)
  await until(() => feed.picture.link.state === 'offline')
  fire(50)
  const second = await accept()
  expect(await second.request()).toMatchObject({ type: 'subscribe' })
})

test('while disconnected its drones are unknown, never lost; the last known values stay', async () => {
  let nowMs = 0
  const { feed, accept, fire, until } = await setUp({ now: () => nowMs })
  const server = await accept()
  server.subscribed(convoyId)
  server.send(frame({ records: [record(0, { recordedAtMs: 500 }), record(1, { recordedAtMs: -60_000 })] }))
  await until(() => feed.picture.link.state === 'live')
  expect(feed.picture.counts).toMatchObject({ live: 1, lost: 1, unknown: 0 })
  server.socket.terminate()
  await until(() => feed.picture.link.state === 'offline')
  expect(feed.picture.counts).toMatchObject({ live: 1, lost: 1, unknown: 0 })
  nowMs = 25_000
  fire(500)
  await until(() => feed.picture.counts.unknown === 2)
  expect(feed.picture.counts).toMatchObject({ live: 0, late: 0, lost: 0 })
  expect(feed.picture.convoys.get(convoyId)).toMatchObject({
    isKnown: false,
    leadership: { state: 'healthy', term: 7 },
  })
})

test('it is loading until every convoy has arrived, however long some take', async () => {
  const { feed, accept, until } = await setUp()
  const server = await accept()
  server.subscribed(convoyId, otherConvoyId)
  server.send(frame())
  server.say({ type: 'beat', serverTimeMs: 2_000 })
  await until(() => feed.picture.drones.size === 2)
  expect(feed.picture.link.state).toBe('loading')
  server.send(frame({ convoyId: otherConvoyId, records: [], links: [], droneCount: 0 }))
  await until(() => feed.picture.link.state === 'live')
})

test('between two deliveries the picture does not change, whatever arrives', async () => {
  const paints: (() => void)[] = []
  const { feed, accept } = await setUp({ nextPaint: (run) => void paints.push(run) })
  const server = await accept()
  server.subscribed(convoyId)
  server.send(frame())
  server.send(delta(11, { records: [record(0, { altitudeM: 1 })] }))
  // The pong arrives after everything sent before it.
  server.socket.ping()
  await once(server.socket, 'pong')
  expect(feed.picture.drones.size).toBe(0)
  paints[0]?.()
  expect(feed.picture.drones.get(droneId(0))?.altitudeM).toBe(1)
  expect(feed.picture.counts.total).toBe(2)
})

test('F129 a tab that was suspended for a minute shows that in its first paint, then catches up', async () => {
  let nowMs = 0
  const paints: (() => void)[] = []
  const { feed, accept } = await setUp({ now: () => nowMs, nextPaint: (run) => void paints.push(run) })
  const server = await accept()
  const paintAll = async () => {
    // The pong arrives after everything sent before it.
    server.socket.ping()
    await once(server.socket, 'pong')
    for (const paint of paints.splice(0)) paint()
    await new Promise((resolve) => setImmediate(resolve))
  }
  server.subscribed(convoyId)
  server.send(frame())
  await paintAll()
  expect(feed.picture.link.state).toBe('live')
  server.send(delta(11, { records: [record(0, { altitudeM: 1 })] }))
  server.socket.ping()
  await once(server.socket, 'pong')
  nowMs = 60_000
  await paintAll()
  expect(feed.picture.link.state).toBe('behind')
  expect(feed.picture.counts).toMatchObject({ unknown: 2, lost: 0, live: 0 })
  server.send(delta(12, { atMs: 61_000, records: [record(0, { recordedAtMs: 60_900 })] }))
  await paintAll()
  expect(feed.picture.link.state).toBe('live')
  expect(feed.picture.counts).toMatchObject({ unknown: 0, live: 1, lost: 1 })
})

test('a page that does not paint buffers a bounded number of messages, and loses none', async () => {
  const { feed, accept } = await setUp({ nextPaint: () => {} })
  const server = await accept()
  server.subscribed(convoyId)
  server.send(frame())
  for (let sequence = 11; sequence < 1_500; sequence++)
    server.send(delta(sequence, { records: [record(0, { altitudeM: sequence })] }))
  server.socket.ping()
  await once(server.socket, 'pong')
  expect(feed.picture.drones.get(droneId(0))?.altitudeM).toBeGreaterThan(1_000)
})

test('bytes that are not a frame close the socket, not the page', async () => {
  const { feed, accept, until } = await setUp()
  const server = await accept()
  server.socket.send(new Uint8Array([1, 2, 3]))
  await until(() => feed.picture.link.state === 'offline')
})
