import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Clock } from '../../../ports/clock.ts'
import type { ActorOf } from '../../../transport/http/actor-of.ts'
import { createByteBudget } from '../../../transport/http/byte-budget.ts'
import type { AddressOf } from '../../../transport/http/client-address.ts'
import { contain, type UpgradeDoor } from '../../../transport/http/doors.ts'
import { isTrustedOrigin } from '../../../transport/http/origin.ts'
import { refuseUpgrade } from '../../../transport/sockets/refuse-upgrade.ts'
import type { Ingest } from '../ingest.ts'
import { type TelemetrySocketLimits, telemetrySocketLimits } from './limits.ts'
import { openTelemetrySession, type TelemetrySession } from './session.ts'

export interface TelemetrySocketDeps {
  ingest: Ingest
  clock: Clock
  actorOf: ActorOf
  addressOf: AddressOf
  log: Logger
  limits?: Partial<TelemetrySocketLimits>
}

export interface TelemetrySocket {
  handleUpgrade: UpgradeDoor
  readonly size: number
  /** Accepts no more messages, acknowledges those in flight, then closes every connection with 1001. */
  close(): Promise<void>
}

/** A peer that has not answered a ping for two intervals is considered gone. */
const pingMs = 14_000
const queryOf = (request: IncomingMessage) => new URLSearchParams((request.url ?? '').split('?')[1])
const secretNames = /token|jwt|secret|password|passwd|auth|api_?key|session|signature/i

/** The endpoint `/ws/telemetry`: receives batches of readings and acknowledges each once it is durable. */
export function createTelemetrySocket(deps: TelemetrySocketDeps): TelemetrySocket {
  const limits = { ...telemetrySocketLimits, ...deps.limits }
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.maxMessageBytes,
    maxFragments: limits.maxFragments,
    perMessageDeflate: false,
  })
  const budget = createByteBudget(limits.maxBytesOfAll)
  const sessions = new Map<WebSocket, TelemetrySession>()
  const perAddress = new Map<string, number>()
  let closing = false
  const stopPings = deps.clock.every(pingMs, () => {
    for (const [socket, session] of sessions) contain(session.ping, () => socket.terminate())
  })

  function reasonToRefuse(request: IncomingMessage, address: string): [status: number, message: string] | null {
    if (!isTrustedOrigin(request)) return [403, 'Host or Origin is not trusted, expected this host.']
    if (closing) return [503, 'The server is stopping.']
    if ([...queryOf(request).keys()].some((name) => secretNames.test(name)))
      return [400, 'The URL contains a secret, which logs would keep: send it in a header.']
    if (sessions.size >= limits.maxSockets) return [503, `${sessions.size} sockets are open, expected fewer.`]
    if ((perAddress.get(address) ?? 0) >= limits.maxSocketsPerAddress)
      return [429, `${limits.maxSocketsPerAddress} sockets are open from this address, expected fewer.`]
    return null
  }

  function open(socket: WebSocket, wire: Duplex, request: IncomingMessage, address: string): void {
    perAddress.set(address, (perAddress.get(address) ?? 0) + 1)
    sessions.set(
      socket,
      openTelemetrySession({ ...deps, actor: deps.actorOf(request.headers), limits, budget }, socket, wire),
    )
    socket.on('close', () => {
      sessions.delete(socket)
      const left = (perAddress.get(address) ?? 1) - 1
      if (left > 0) perAddress.set(address, left)
      else perAddress.delete(address)
    })
  }

  return {
    get size() {
      return sessions.size
    },
    handleUpgrade(request, socket, head) {
      const address = deps.addressOf(request)
      const refusal = reasonToRefuse(request, address)
      if (refusal) return refuseUpgrade(socket, ...refusal)
      server.handleUpgrade(request, socket, head, (opened) => open(opened, socket, request, address))
    },
    async close() {
      closing = true
      stopPings()
      await Promise.all([...sessions.values()].map((session) => session.close()))
    },
  }
}
