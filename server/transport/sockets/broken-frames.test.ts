import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { createTestClock } from '../../adapters/memory/test-clock.ts'
import { createLiveSocket } from '../../features/picture/socket.ts'
import { createGraphqlSocket } from '../graphql/socket.ts'

const log = { error: () => undefined }
const upgrade =
  'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n'
const unmasked = Buffer.from([0x81, 0x02, 0x7b, 0x7d])

// Neither gets as far as its picture or engine.
test.each([
  ['/ws/live', () => createLiveSocket({ picture: {} as never, clock: createTestClock(), log })],
  ['graphql-ws', () => createGraphqlSocket({} as never)],
])(
  '%s: a peer that breaks the protocol is told by 1002, and may send more before it has read that',
  async (_name, open) => {
    const door = open()
    const server = createServer().on('upgrade', (request, socket, head) => door.handleUpgrade(request, socket, head))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true })
    client.write(upgrade)
    expect(String((await once(client, 'data'))[0])).toContain('101')
    client.write(unmasked)
    const [frame] = (await once(client, 'data')) as [Buffer]
    expect(frame.readUInt16BE(2)).toBe(1002)
    expect(door.size).toBe(1)
    await new Promise((resolve) => client.write('more', resolve))
    const closed = once(client, 'close')
    client.end()
    expect(await closed).toEqual([false])
    await expect.poll(() => door.size).toBe(0)
    await door.close()
    server.close()
  },
)
