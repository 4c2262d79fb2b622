import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { Client } from 'cassandra-driver'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeWithRedis, describeWithScylla, requireRedis, requireScylla } from './servers.ts'
import { openTcpProxy, type TcpProxy } from './tcp-proxy.ts'

/** Answers each byte with itself, and one byte `B` with 200,000. */
const echo = createServer((socket) => {
  reached.add(socket)
  socket.on('error', () => {})
  socket.on('close', () => reached.delete(socket))
  socket.on('data', (chunk) => socket.write(chunk.toString() === 'B' ? Buffer.alloc(200_000) : chunk))
})
const reached = new Set<Socket>()
let proxy: TcpProxy
const clients: Socket[] = []

beforeEach(async () => {
  echo.listen(0, '127.0.0.1')
  await once(echo, 'listening')
  proxy = await openTcpProxy(`127.0.0.1:${(echo.address() as AddressInfo).port}`)
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy()
  await proxy.close()
  for (const socket of reached) socket.destroy()
  echo.close()
})

async function dial() {
  const socket = connect(Number(proxy.url.split(':')[1]), '127.0.0.1')
  clients.push(socket)
  let bytes = 0
  let fault = ''
  socket.on('data', (chunk) => {
    bytes += chunk.length
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    fault = error.code ?? ''
  })
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => {})
  return { socket, bytes: () => bytes, fault: () => fault }
}
const eventually = (value: () => unknown) => expect.poll(value, { timeout: 10_000, interval: 5 })

test('a restored cable passes data sent meanwhile, and the end of the stream', async () => {
  const { socket, bytes } = await dial()
  socket.write('B')
  await eventually(bytes).toBe(200_000)
  expect(proxy.connections()).toBe(1)
  socket.end()
  await once(socket, 'close')
  await eventually(proxy.connections).toBe(0)
})

test('a cut resets open and new connections until it is restored', async () => {
  const open = await dial()
  open.socket.write('a')
  await eventually(open.bytes).toBe(1)
  proxy.cut()
  await eventually(open.fault).toBe('ECONNRESET')
  await eventually((await dial()).fault).toBe('ECONNRESET')
  proxy.restore()
  const again = await dial()
  again.socket.write('a')
  await eventually(again.bytes).toBe(1)
})

test('refused is what a machine says where nobody listens', async () => {
  proxy.refuse()
  expect((await dial()).fault()).toBe('ECONNREFUSED')
  proxy.restore()
  await eventually(async () => (await dial()).fault()).toBe('')
})

test('a black hole accepts, passes nothing either way and loses nothing', async () => {
  const open = await dial()
  open.socket.write('a')
  await eventually(open.bytes).toBe(1)
  proxy.blackHole()
  open.socket.write('bcd')
  const late = await dial()
  late.socket.write('e')
  await passed(100)
  expect([open.bytes(), late.bytes(), open.fault(), late.fault()]).toEqual([1, 0, '', ''])
  proxy.restore()
  await eventually(() => [open.bytes(), late.bytes()]).toEqual([4, 1])
})

test('a half-open connection passes one way, and the target does not hear that the client is gone', async () => {
  const { socket, bytes } = await dial()
  socket.write('a')
  await eventually(bytes).toBe(1)
  proxy.blackHole('toTarget')
  const [target] = [...reached]
  target?.write('pushed')
  await eventually(bytes).toBe(7)
  socket.destroy()
  await passed(100)
  expect(reached.size).toBe(1)
  proxy.restore()
  await eventually(() => reached.size).toBe(0)
})

test('latency delays each way and slows no stream', async () => {
  proxy.delay(100)
  const { socket, bytes } = await dial()
  const beganMs = performance.now()
  socket.write('B')
  await eventually(bytes).toBe(200_000)
  const tookMs = performance.now() - beganMs
  expect(tookMs).toBeGreaterThanOrEqual(199)
  expect(tookMs).toBeLessThan(1_000)
})

test('a narrow cable passes so many bytes in a second', async () => {
  proxy.throttle(400_000)
  const { socket, bytes } = await dial()
  const beganMs = performance.now()
  socket.write('B')
  await eventually(bytes).toBe(200_000)
  expect(performance.now() - beganMs).toBeGreaterThan(450)
})

test('a reset midway comes in the middle of an answer', async () => {
  const { socket, bytes, fault } = await dial()
  proxy.resetAfter(1_000)
  socket.write('B')
  await eventually(fault).toBe('ECONNRESET')
  expect(bytes()).toBeLessThanOrEqual(1_000)
})

describeWithRedis('between ioredis and a Redis', () => {
  test('a command in a black hole fails in its time, and the next one after mending answers', async () => {
    const cable = await openTcpProxy(requireRedis())
    const redis = new Redis(cable.url, { commandTimeout: 300, maxRetriesPerRequest: 1 })
    redis.on('error', () => {})
    expect(await redis.ping()).toBe('PONG')
    cable.blackHole()
    await expect(redis.ping()).rejects.toThrow('Command timed out')
    cable.restore()
    expect(await redis.ping()).toBe('PONG')
    redis.disconnect()
    await cable.close()
  })
})

describeWithScylla('between cassandra-driver and a Cassandra', () => {
  test('the driver keeps to the cable, and comes back after a cut', async () => {
    const { hosts, localDatacenter } = requireScylla()
    const cable = await openTcpProxy(hosts)
    const client = new Client({ contactPoints: [cable.url], localDataCenter: localDatacenter })
    const ask = () => client.execute('SELECT key FROM system.local').then(({ rowLength }) => rowLength)
    expect(await ask()).toBe(1)
    cable.cut()
    await expect(ask()).rejects.toThrow()
    cable.restore()
    await expect.poll(() => ask().catch(() => 0), { timeout: 20_000 }).toBe(1)
    await client.shutdown()
    await cable.close()
  })
})

/** That nothing happens can only be seen by letting time pass. */
async function passed(ms: number): Promise<void> {
  const beganMs = performance.now()
  await expect.poll(() => performance.now() - beganMs, { interval: 5 }).toBeGreaterThan(ms)
}
