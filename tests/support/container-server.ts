/** The whole server without what Next renders, in this process: for tests that need every door and a store that survives. */
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import pino from 'pino'
import { parseConfig } from '../../server/config.ts'
import { openContainer } from '../../server/container.ts'
import { pathOf } from '../../server/transport/http/doors.ts'

export interface ContainerServer {
  url: string
  port: number
  close(): Promise<void>
}

/** Opens the store in `dataDir` and listens on `port`, or on any free one. */
export async function startContainerServer(dataDir: string, port = 0): Promise<ContainerServer> {
  const parsed = parseConfig({ DATA_DIR: dataDir, ROLES: 'web,ingest,worker' })
  if ('faults' in parsed) throw new Error(parsed.faults.join('\n'))
  const container = await openContainer(parsed.config, pino({ level: 'silent' }), false)
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    const path = pathOf(request)
    if (!container.requestDoors.some((door) => door(request, response, path))) response.writeHead(404).end()
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (request, socket, head) => {
    const door = container.upgradeDoors.get(pathOf(request))
    if (door) door(request, socket, head)
    else socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address() as AddressInfo
  const url = `http://127.0.0.1:${address.port}`
  container.started(url)
  return {
    url,
    port: address.port,
    async close() {
      server.close()
      await container.drain()
      for (const socket of sockets) socket.destroy()
      await container.close()
    },
  }
}
