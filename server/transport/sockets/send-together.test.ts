import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { createBatchedSender } from './send-together.ts'

test('all that is sent in one turn of the event loop leaves in one write, in order', async () => {
  const http = createServer()
  const server = new WebSocketServer({ noServer: true })
  let writes = 0
  http.on('upgrade', (request, wire: Socket, head) => {
    server.handleUpgrade(request, wire, head, () => {
      const { _write: write, _writev: writev } = wire
      wire._write = (...args) => {
        writes++
        write.apply(wire, args)
      }
      wire._writev = (...args) => {
        writes++
        writev?.apply(wire, args)
      }
      const send = createBatchedSender(wire)
      for (let n = 0; n < 5; n++) send(String(n))
      setImmediate(() => {
        for (let n = 5; n < 10; n++) void Promise.resolve().then(() => send(String(n)))
      })
    })
  })
  await once(http.listen(0, '127.0.0.1'), 'listening')
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`)
  const received: string[] = []
  await new Promise<void>((resolve) =>
    client.on('message', (data) => {
      if (received.push(String(data)) === 10) resolve()
    }),
  )
  expect(received).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
  expect(writes).toBe(2)
  client.terminate()
  http.close()
})
