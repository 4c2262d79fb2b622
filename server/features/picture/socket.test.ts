import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { ConvoyId } from '../../../schema/ids.ts'
import { createTestClock, type TestClock } from '../../adapters/memory/test-clock.ts'
import type { FrameRequest, LivePicture } from './live-picture.ts'
import { createLiveSocket, type LiveSocket, requestsPerSecond } from './socket.ts'
import type { FrameSink } from './subscriber.ts'

const convoyId = '550e8400-e29b-41d4-a716-446655440000'
let clock: TestClock
let server: Server
let door: LiveSocket
let url: string
let logged: string[]
let subscribed: { sink: FrameSink; request: FrameRequest; closed: boolean }[]

beforeEach(async () => {
  clock = createTestClock()
  subscribed = []
  const picture: LivePicture = {
    subscriberCount: 0,
    fullFrameOf: () => null,
    convoysOf: (request) => {
      if (request.convoyIds?.length === 0) throw new Error('a bug')
      return [...(request.convoyIds ?? [convoyId as ConvoyId])]
    },
    subscribe(sink, request) {
      const one = { sink, request, closed: false }
      subscribed.push(one)
      return {
        change: (next) => Object.assign(one, { request: next }),
        tend() {},
        close: () => Object.assign(one, { closed: true }),
      }
    },
  }
  logged = []
  door = createLiveSocket({ picture, clock, log: { error: (_, message) => logged.push(message) } })
  server = createServer()
  server.on('upgrade', (request, socket, head) => door.handleUpgrade(request, socket, head))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  door.close()
  server.close()
})

async function connect(options: object = {}): Promise<WebSocket> {
  const socket = new WebSocket(url, options)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return socket
}
const nextText = (socket: WebSocket) =>
  new Promise<Record<string, unknown>>((resolve) => socket.once('message', (data) => resolve(JSON.parse(String(data)))))
const closed = (socket: WebSocket) => new Promise<number>((resolve) => socket.once('close', resolve))

test('a subscription to every convoy is answered with their ids, so that a client knows which frames to await', async () => {
  const socket = await connect()
  socket.send(JSON.stringify({ type: 'subscribe', rateHz: 4 }))
  expect(await nextText(socket)).toMatchObject({ type: 'subscribed', convoyIds: [convoyId] })
})

test('answers a subscription with what it took, and hands frames on as they are', async () => {
  const socket = await connect()
  socket.send(JSON.stringify({ type: 'subscribe', convoyIds: [convoyId.toUpperCase()], rateHz: 2 }))
  expect(await nextText(socket)).toEqual({
    type: 'subscribed',
    convoyIds: [convoyId],
    rateHz: 2,
    serverTimeMs: clock.nowMs(),
  })
  expect(subscribed[0]?.request).toEqual({ convoyIds: [convoyId as ConvoyId], rateHz: 2, box: null })
  const frame = new Promise<Buffer>((resolve) => socket.once('message', (data: Buffer) => resolve(data)))
  subscribed[0]?.sink.sendFrame(new Uint8Array([1, 2, 3]))
  expect([...(await frame)]).toEqual([1, 2, 3])
})

test.each([0, 125, 126, 65_535, 65_536, 300_000])(
  'a frame of %i bytes arrives whole, between the texts around it',
  async (size) => {
    const socket = await connect()
    socket.send('{"type":"subscribe"}')
    await nextText(socket)
    const frame = new Uint8Array(size).map((_, i) => i % 251)
    const messages: string[] = []
    const all = new Promise<void>((resolve) =>
      socket.on('message', (data: Buffer, isBinary) => {
        messages.push(isBinary ? `${data.equals(frame)}` : JSON.parse(String(data)).type)
        if (messages.length === 4) resolve()
      }),
    )
    const { sink } = subscribed[0] as { sink: FrameSink }
    sink.sendConflated(1)
    sink.sendFrame(frame)
    sink.sendFrame(frame)
    sink.sendGone([])
    await all
    expect(messages).toEqual(['conflated', 'true', 'true', 'gone'])
  },
)

test.each([
  ['no JSON', 'nonsense', ''],
  ['another type', '{"type":"x"}', 'type'],
  ['an unknown rate', '{"type":"subscribe","rateHz":3}', 'rateHz'],
  ['an id that is none', '{"type":"subscribe","convoyIds":["../x"]}', 'convoyIds.0'],
  ['a box turned around', '{"type":"subscribe","box":[70,35,60,36]}', 'box'],
])('a request with %s is refused with the place, expected and got', async (_name, text, path) => {
  const socket = await connect()
  socket.send(text)
  expect(await nextText(socket)).toMatchObject({
    type: 'refused',
    code: 'invalid',
    path,
    expected: expect.any(String),
    got: expect.any(String),
  })
  expect(subscribed).toEqual([])
})

test('a later subscribe replaces the one before', async () => {
  const socket = await connect()
  socket.send('{"type":"subscribe"}')
  await nextText(socket)
  socket.send('{"type":"subscribe","rateHz":1}')
  await nextText(socket)
  expect(subscribed.map((one) => one.request.rateHz)).toEqual([1])
})

test('when nothing changes a beat a second says that the link is alive', async () => {
  const socket = await connect()
  const beat = nextText(socket)
  await clock.advance(1_000)
  expect(await beat).toEqual({ type: 'beat', serverTimeMs: clock.nowMs() })
})

test('B31 an untrusted Origin is refused with 403 before the upgrade', async () => {
  await expect(connect({ origin: 'https://evil.example' })).rejects.toThrow('403')
  await expect(connect({ headers: { host: 'evil.example' } })).rejects.toThrow('403')
})

test('B35 a request over the limit closes with 1009, B36 binary with 1003', async () => {
  const large = await connect()
  large.send('x'.repeat(70_000))
  expect(await closed(large)).toBe(1009)
  const binary = await connect()
  binary.send(Buffer.from('{}'))
  expect(await closed(binary)).toBe(1003)
})

test('B40 a peer that has gone without a word is let go within 30 s', async () => {
  const socket = await connect({ autoPong: false })
  socket.send('{"type":"subscribe"}')
  await nextText(socket)
  const gone = closed(socket)
  for (let s = 0; s <= 31; s++) await clock.advance(1_000)
  expect(await gone).toBe(1006)
  expect(subscribed[0]?.closed).toBe(true)
})

test('a request that ends in a bug closes its own connection, and no other', async () => {
  const [healthy, unlucky] = [await connect(), await connect()]
  const closed = new Promise((resolve) => unlucky.once('close', resolve))
  unlucky.send(JSON.stringify({ type: 'subscribe', convoyIds: [] }))
  expect(await closed).toBe(1011)
  expect(logged).toEqual(['a socket message failed with a bug'])
  healthy.send(JSON.stringify({ type: 'subscribe' }))
  expect(await nextText(healthy)).toMatchObject({ type: 'subscribed' })
})

test('a byte order mark is passed over, and null asks for what leaving it out asks for', async () => {
  const socket = await connect()
  socket.send('\ufeff{"type":"subscribe","convoyIds":null,"rateHz":null,"box":null}')
  expect(await nextText(socket)).toMatchObject({ type: 'subscribed', rateHz: 4 })
})

test('a peer that asks on and reads nothing is cut off, though it gives signs of life', async () => {
  const socket = await connect()
  const clientSide = (socket as unknown as { _socket: Socket })._socket
  clientSide.pause()
  const request = JSON.stringify({ type: 'subscribe', convoyIds: Array.from({ length: 1_000 }, () => convoyId) })
  for (let n = 0; door.size > 0 && n < 2_000; n++) {
    socket.send(request)
    socket.pong()
    await clock.advance(100)
  }
  expect(door.size).toBe(0)
  socket.terminate()
})

test('a peer that asks in a storm is served at a limited rate, and others at once', async () => {
  const storm = await connect()
  const replies = { storm: 0 }
  storm.on('message', () => replies.storm++)
  const ask = () => {
    for (let n = 0; n < 3; n++) storm.send('{"type":"subscribe"}')
  }
  // Each asks when the one before was answered, so that none waits in the server's buffers.
  storm.on('message', ask)
  ask()
  const settle = async () => {
    const other = await connect()
    for (let n = 0; n < 50; n++) await new Promise((resolve) => setImmediate(resolve))
    other.send('{"type":"subscribe"}')
    expect(await nextText(other)).toMatchObject({ type: 'subscribed' })
    other.close()
  }
  await settle()
  expect(replies.storm).toBeLessThan(5 * requestsPerSecond)
  const before = replies.storm
  await settle()
  expect(replies.storm).toBe(before)
  for (let n = 0; n < 100; n++) await clock.advance(100)
  await settle()
  expect(replies.storm).toBeGreaterThan(before)
  storm.terminate()
})
