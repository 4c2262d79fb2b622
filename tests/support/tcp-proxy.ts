import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type Cable, healthy, startPump } from './tcp-proxy-pump.ts'

export interface TcpProxy {
  /** The target's address with the proxy's host and port in it: `http://…`, `redis://…`, or `127.0.0.1:<port>`. */
  url: string
  /** Resets every connection and each new one as soon as it is made, as a pulled cable does. */
  cut(): void
  /** Resets every connection; a new one passes. */
  reset(): void
  /** Resets every connection; nobody listens any more. */
  refuse(): void
  /** Accepts and passes nothing, nor that a side has gone; the other way goes on where one is named. */
  blackHole(way?: 'both' | 'toTarget' | 'fromTarget'): void
  /** What passes comes so much later, each way. */
  delay(latencyMs: number): void
  /** What passes is at most so many bytes in a second, each way of each connection. */
  throttle(bytesPerS: number): void
  /** Resets each connection once so many more bytes have come from the target, mostly in the middle of an answer. */
  resetAfter(bytesFromTarget: number): void
  /** Ends every fault. What a black hole held arrives, as it would by TCP. */
  restore(): void
  /** How many connections are open between a client and the target. */
  connections(): number
  close(): Promise<void>
}

/** A cable that tests can pull, between its own port and the target's: `http://…`, `redis://…` or `host:port`. */
export async function openTcpProxy(target: string): Promise<TcpProxy> {
  const { host, port: targetPort, toUrl } = parseTarget(target)
  const sockets = new Set<Socket>()
  const cable: Cable = { faults: { ...healthy }, changed: new Set() }
  let isCut = false
  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (isCut) return void near.resetAndDestroy()
    const far = connect({ port: targetPort, host, allowHalfOpen: true })
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('close', () => sockets.delete(socket))
    }
    startPump(cable, near, far, 'toTarget')
    startPump(cable, far, near, 'fromTarget')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const setFaults = (faults: Partial<typeof healthy>) => {
    Object.assign(cable.faults, faults)
    for (const tell of cable.changed) tell()
  }
  const resetAll = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    url: toUrl(port),
    cut() {
      isCut = true
      resetAll()
    },
    reset: resetAll,
    refuse() {
      server.close()
      resetAll()
    },
    blackHole: (way = 'both') => setFaults({ hole: way }),
    delay: (latencyMs) => setFaults({ latencyMs }),
    throttle: (bytesPerS) => setFaults({ bytesPerS }),
    resetAfter: (bytes) => setFaults({ bytesUntilReset: bytes }),
    restore() {
      isCut = false
      setFaults(healthy)
      if (!server.listening) server.listen(port, '127.0.0.1')
    },
    connections: () => sockets.size / 2,
    async close() {
      const closed = server.listening ? once(server, 'close') : null
      server.close()
      for (const socket of sockets) socket.destroy()
      setFaults(healthy)
      await closed
    },
  }
}

function parseTarget(target: string): { host: string; port: number; toUrl: (port: number) => string } {
  const scheme = target.includes('://') ? '' : 'tcp://'
  const { hostname, port, host } = new URL(`${scheme}${target}`)
  return { host: hostname, port: Number(port), toUrl: (at) => target.replace(host, `127.0.0.1:${at}`) }
}
