import { once } from 'node:events'
import { createServer, get, request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { answerJson, type RequestDoor, serveRequest, serveUpgrade } from './doors.ts'

const log = { lines: [] as string[], error: (_: object, message: string) => void log.lines.push(message) }
const doors: RequestDoor[] = [
  (_request, _response, path) => {
    if (path === '/throws') throw new Error('at once')
    return false
  },
  (_request, _response, path) => (path === '/rejects' ? Promise.reject(new Error('later')) : false),
  (_request, response, path) => {
    if (path !== '/breaks-off') return false
    response.writeHead(200).write('half')
    return Promise.reject(new Error('midway'))
  },
  async (_request, response) => answerJson(response, 200, { well: true }),
]
const server = createServer((request, response) => void serveRequest(doors, request, response, log))
server.on('upgrade', (request, socket, head) =>
  serveUpgrade(
    async () => {
      throw new Error('no upgrade')
    },
    request,
    socket,
    head,
    log,
  ),
)
let port: number
beforeEach(async () => {
  log.lines.length = 0
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening')
  port = (server.address() as AddressInfo).port
})
afterEach(() => {
  server.close()
  server.closeAllConnections()
})

async function statusOf(path: string): Promise<number | undefined> {
  const [response] = (await once(get({ port, path, host: '127.0.0.1', agent: false }), 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode
}

test('a door that throws or rejects ends its own request with 500, and the next is answered', async () => {
  expect(await statusOf('/throws')).toBe(500)
  expect(await statusOf('/rejects')).toBe(500)
  expect(log.lines).toEqual(['a request failed with a bug', 'a request failed with a bug'])
  expect(await statusOf('/well')).toBe(200)
})

test('an answer that breaks off midway is cut, so that nobody takes it for whole', async () => {
  const [response] = (await once(get({ port, path: '/breaks-off', host: '127.0.0.1', agent: false }), 'response')) as [
    IncomingMessage,
  ]
  response.resume()
  const [error] = (await once(response, 'error')) as [Error]
  expect(error.message).toBe('aborted')
})

test('an upgrade that ends in a bug closes its own connection, and the next request is answered', async () => {
  const upgrade = httpRequest({ port, host: '127.0.0.1', headers: { connection: 'Upgrade', upgrade: 'websocket' } })
  upgrade.end()
  await once(upgrade, 'error')
  expect(log.lines).toEqual(['an upgrade failed with a bug'])
  expect(await statusOf('/well')).toBe(200)
})
