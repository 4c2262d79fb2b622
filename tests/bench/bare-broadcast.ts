/**
 * The raw thing under the live frames: a bare ws server that sends every socket the bytes of a file four times a second, the
 * time of sending written where a frame has it. Prints its port; answers GET /cpu with the CPU seconds it has used.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { header } from '../../lib/frames/layout.ts'

const bytes = readFileSync(process.argv[2] as string)
const server = createServer((_request, response) => {
  const { user, system } = process.cpuUsage()
  response.end(String((user + system) / 1e6))
})
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
setInterval(() => {
  const frame = Buffer.from(bytes)
  frame.writeDoubleLE(Date.now(), header.atMs)
  for (const socket of sockets.clients) socket.send(frame, { binary: true })
}, 250)
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
