/** What a peer of the graphql-ws socket may send that no client does. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { type GraphqlRig, openGraphqlRig } from '../support/graphql-rig.ts'

let rig: GraphqlRig
const printed = vi.spyOn(console, 'error')
beforeEach(async () => {
  printed.mockClear()
  rig = await openGraphqlRig()
})
afterEach(async () => {
  expect(printed.mock.calls).toEqual([])
  await rig.close()
})

async function open(at = rig): Promise<WebSocket> {
  const socket = new WebSocket(at.socketUrl, 'graphql-transport-ws')
  await once(socket, 'open')
  socket.send('{"type":"connection_init"}')
  await once(socket, 'message')
  return socket
}
const subscribe = (id: string) =>
  JSON.stringify({ id, type: 'subscribe', payload: { query: 'subscription { convoyEvents { __typename } }' } })

test.each([
  '{"type":"connection_ack"}',
  '{"type":"next","id":"1","payload":{}}',
  '{"type":"error","id":"1","payload":[{"message":"x"}]}',
])('%s, which only servers send, closes the connection and is not printed', async (message) => {
  const socket = await open()
  for (let n = 0; n < 10; n++) socket.send(message)
  expect((await once(socket, 'close'))[0]).toBe(4400)
})

test('an id that is used twice closes the connection with its code, however long it is', async () => {
  const socket = await open()
  const id = `x${'é'.repeat(200)}`
  socket.send(subscribe(id))
  socket.send(subscribe(id))
  const [code, reason] = await once(socket, 'close')
  expect(code).toBe(4409)
  expect(String(reason)).toMatch(/^Subscriber for xé+$/)
})

test('a peer that asks on and reads nothing is not read either: a message or two wait for it', async () => {
  const socket = await open()
  const serverSide = [...rig.sockets].at(-1) as Socket
  const clientSide = (socket as unknown as { _socket: Socket })._socket
  clientSide.pause()
  const ping = JSON.stringify({ type: 'ping', payload: { a: 'x'.repeat(90_000) } })
  let most = 0
  for (let n = 0; n < 1_000; n++) {
    socket.send(ping)
    await new Promise((resolve) => setImmediate(resolve))
    most = Math.max(most, serverSide.writableLength)
  }
  expect(most).toBeGreaterThan(500_000)
  expect(most).toBeLessThan(3_000_000)
  let pongs = 0
  socket.on('message', () => pongs++)
  clientSide.resume()
  await expect.poll(() => pongs).toBe(1_000)
  socket.terminate()
  await expect.poll(() => rig.graphql.socketCount).toBe(0)
})

test('what an operation that was completed answers at last is not taken for the answer of the next one under its id', async () => {
  const answers: ((permissions: string[]) => void)[] = []
  const signals: AbortSignal[] = []
  const slow = await openGraphqlRig({
    resolvers: {
      Query: {
        permissions(_, __, { signal }) {
          signals.push(signal)
          return new Promise((resolve) => answers.push(resolve))
        },
      },
    },
  })
  const socket = await open(slow)
  const got: unknown[] = []
  socket.on('message', (data) => got.push(JSON.parse(String(data)).payload?.data))
  const ask = () => socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ permissions }' } }))
  ask()
  await expect.poll(() => answers).toHaveLength(1)
  socket.send('{"type":"complete","id":"1"}')
  await expect.poll(() => signals[0]?.aborted).toBe(true)
  ask()
  await expect.poll(() => answers).toHaveLength(2)
  answers[0]?.(['first'])
  await new Promise((resolve) => setImmediate(resolve))
  answers[1]?.(['second'])
  await expect.poll(() => got).toEqual([{ permissions: ['second'] }, undefined])
  socket.terminate()
  await slow.close()
})
