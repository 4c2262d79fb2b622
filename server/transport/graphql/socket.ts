import type { IncomingMessage } from 'node:http'
import { type GraphQLError, getOperationAST } from 'graphql'
import { type Context, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Clock } from '../../ports/clock.ts'
import { contain, type FaultLog, type UpgradeDoor } from '../doors.ts'
import { isTrustedOrigin } from '../origin.ts'
import { withoutByteOrderMark } from '../utf8.ts'
import { onMessage } from '../ws/on-message.ts'
import { refuseUpgrade } from '../ws/refuse-upgrade.ts'
import type { Engine, RunArgs } from './engine.ts'
import { refusal, toGraphqlError } from './errors.ts'
import { limits } from './limits.ts'

/** A peer that answers no ping for two of these, or takes no message for as long, is gone. */
const beatMs = 10_000
const maxSockets = 5_000

export interface GraphqlSocket {
  handleUpgrade: UpgradeDoor
  readonly size: number
  close(): Promise<void>
}

interface Extra {
  request: IncomingMessage
  /** Of the operations under way, by id: aborted when the caller completes one, and with the connection. */
  running: Map<string, AbortController>
  /** Those that graphql-ws knows of; an operation that ended or was completed is not among them. */
  known: Readonly<Record<string, unknown>>
}
type Connection = Context<Record<string, unknown>, Extra>

/**
 * graphql-ws at /api/graphql. Back-pressure: the next item of a stream is asked for when the one before was taken by the
 * network, so a peer that stops reading costs a position in the bus until it is found gone.
 */
export function createGraphqlSocket(engine: Engine, { clock, log }: { clock: Clock; log: FaultLog }): GraphqlSocket {
  const wire = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    perMessageDeflate: false,
    handleProtocols,
  })
  const protocol = makeServer<Record<string, unknown>, Extra>({
    onSubscribe: ({ subscriptions, extra }: Connection, id, payload) => {
      if (Object.keys(subscriptions).length > limits.subscriptions)
        return [
          refusal(
            `More subscriptions on one connection than ${limits.subscriptions}, expected at most that.`,
            'LIMITED',
          ),
        ]
      const running = new AbortController()
      extra.running.set(id, running)
      extra.known = subscriptions
      return toRunArgs(engine, payload, extra.request, () => running.signal)
    },
    execute: (args) => engine.execute(args as RunArgs),
    subscribe: (args) => engine.subscribe(args as RunArgs),
  })
  const beats = new Map<WebSocket, () => void>()
  const stopBeat = clock.every(beatMs, () => {
    for (const [socket, beat] of beats) contain(beat, () => socket.terminate())
  })

  wire.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    beats.set(socket, watch(socket))
    const extra: Extra = { request, running: new Map(), known: {} }
    const closed = protocol.opened(toProtocolSocket(socket, extra, log), extra)
    // ws has sent the close code, and discards what still arrives: a cut could reset the connection before the peer reads it.
    socket.on('error', () => undefined)
    socket.once('close', (code, reason) => {
      beats.delete(socket)
      for (const operation of extra.running.values()) operation.abort()
      closed(code, String(reason)).catch(() => undefined)
    })
  })

  return {
    get size() {
      return beats.size
    },
    handleUpgrade(request, socket, head) {
      if (!isTrustedOrigin(request)) return refuseUpgrade(socket, 403, 'Origin is not this host.')
      if (beats.size >= maxSockets)
        return refuseUpgrade(socket, 503, `${beats.size} sockets are open, expected fewer than ${maxSockets}.`)
      wire.handleUpgrade(request, socket, head, (opened) => wire.emit('connection', opened, request))
    },
    async close() {
      stopBeat()
      for (const socket of wire.clients) socket.close(1001, 'server is going away')
      await new Promise((resolve) => wire.close(resolve))
    },
  }
}

/** Called at every beat: ends the socket when it was not heard of since the one before the last. */
function watch(socket: WebSocket): () => void {
  let missed = 0
  const heard = () => {
    missed = 0
  }
  socket.on('pong', heard)
  socket.on('message', heard)
  return () => {
    if (missed === 2) return socket.terminate()
    missed++
    socket.ping()
  }
}

/** The socket as graphql-ws sees it. `send` resolves when the network has taken the message. */
function toProtocolSocket(
  socket: WebSocket,
  extra: Extra,
  log: FaultLog,
): Parameters<ReturnType<typeof makeServer>['opened']>[0] {
  return {
    protocol: socket.protocol,
    send: (data) =>
      new Promise((resolve) => {
        if (socket.readyState !== socket.OPEN) resolve()
        else socket.send(data, () => resolve())
      }),
    close: (code, reason) => socket.close(code, reason),
    onMessage(take) {
      onMessage(socket, log, (data, isBinary) => {
        if (isBinary) return socket.close(1003, 'expected text, got a binary message')
        const taken = take(withoutByteOrderMark(String(data)))
        endCompleted(extra)
        return taken
      })
    },
  }
}

/** graphql-ws tells nobody that a caller completed a query or mutation that is still running: it forgets it at once. */
function endCompleted({ running, known }: Extra): void {
  for (const [id, operation] of running) {
    if (id in known) continue
    running.delete(id)
    operation.abort()
  }
}

/** What to run, or why not; everything but the transport is as over HTTP. */
function toRunArgs(
  engine: Engine,
  payload: SubscribePayload,
  request: IncomingMessage,
  signalOf: () => AbortSignal,
): RunArgs | readonly GraphQLError[] {
  const { query, operationName = null, variables } = payload
  try {
    const { document, errors } = engine.documents.open(query)
    if (errors.length > 0) return errors
    if (!getOperationAST(document, operationName)) return [refusal('expected an operation of that name, got none')]
    const contextValue = engine.contextOf(request.headers, signalOf)
    return { schema: engine.schema, document, operationName, variableValues: variables ?? {}, contextValue }
  } catch (error) {
    return [toGraphqlError(error)]
  }
}
