import { type GraphQLError, getOperationAST } from 'graphql'
import type { SubscribePayload } from 'graphql-ws'
import { type Extra, useServer } from 'graphql-ws/use/ws'
import { WebSocket, WebSocketServer } from 'ws'
import type { RequestHeaders } from '../http/actor-of.ts'
import type { UpgradeDoor } from '../http/doors.ts'
import { isTrustedOrigin } from '../http/origin.ts'
import { withoutByteOrderMark } from '../http/utf8.ts'
import { refuseUpgrade } from '../sockets/refuse-upgrade.ts'
import type { Engine, RunArgs } from './engine.ts'
import { refusal, toGraphqlError } from './errors.ts'
import { limits } from './limits.ts'

/** A peer is pinged this often, and considered gone when it has not answered before the next ping. */
const pingMs = 10_000
const maxSockets = 5_000
/** A peer that has so much to read is not read itself: its questions wait for it, and at last it is found gone. */
const maxBytesUnread = 1_000_000
/** The longest that a close frame has room for. */
const maxReasonBytes = 123

export interface GraphqlSocket {
  handleUpgrade: UpgradeDoor
  readonly size: number
  close(): Promise<void>
}

/** The operations of one connection. */
interface Operations {
  /** By id; aborted when the caller completes the operation or the connection closes. */
  running: Map<string, AbortController>
  /** The operations that graphql-ws has open; finished and completed ones are removed. */
  known: Readonly<Record<string, unknown>>
}

/**
 * graphql-ws at /api/graphql. Back-pressure: the next item of a stream is asked for when the one before was taken by the
 * network, so a peer that takes nothing more costs a position in the bus until it is found gone.
 */
export function createGraphqlSocket(engine: Engine): GraphqlSocket {
  const wire = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    perMessageDeflate: false,
    WebSocket: TextSocket,
  })
  const operations = new WeakMap<WebSocket, Operations>()
  wire.on('connection', (socket) => operations.set(socket, { running: new Map(), known: {} }))
  // biome-ignore lint/correctness/useHookAtTopLevel: not a React hook despite its name
  const server = useServer<Record<string, unknown>, Partial<Extra>>(
    {
      onSubscribe({ subscriptions, extra }, id, payload) {
        const own = extra.socket && operations.get(extra.socket)
        if (!own || !extra.request) throw new Error('Expected a connection that was opened here.')
        if (Object.keys(subscriptions).length > limits.subscriptions) return [tooMany()]
        const operation = new AbortController()
        own.running.set(id, operation)
        own.known = subscriptions
        return toRunArgs(engine, payload, extra.request.headers, () => operation.signal)
      },
      // graphql-ws takes these for messages that a peer may send, fails on them, and prints that as an error of ours.
      jsonMessageReviver: (key, value) => (key === '' ? refuseOfServer(value) : value),
      execute: (args) => unlessCompleted(args as RunArgs, engine.execute(args as RunArgs)),
      subscribe: (args) => unlessCompleted(args as RunArgs, engine.subscribe(args as RunArgs)),
    },
    wire,
    pingMs,
  )
  wire.on('connection', (socket) => {
    // ws closes the connection after an invalid frame; the listener of graphql-ws would log it as our error.
    socket.removeAllListeners('error').on('error', () => undefined)
    socket.on('message', () => endCompleted(operations.get(socket)))
    socket.once('close', () => {
      for (const operation of operations.get(socket)?.running.values() ?? []) operation.abort()
    })
  })

  return {
    get size() {
      return wire.clients.size
    },
    handleUpgrade(request, socket, head) {
      if (!isTrustedOrigin(request)) return refuseUpgrade(socket, 403, 'Origin is not this host.')
      if (wire.clients.size >= maxSockets)
        return refuseUpgrade(socket, 503, `${wire.clients.size} sockets are open, expected fewer than ${maxSockets}.`)
      wire.handleUpgrade(request, socket, head, (opened) => wire.emit('connection', opened, request))
    },
    close: async () => server.dispose(),
  }
}

/** Passes on text messages without a byte order mark; closes the connection on a binary message. */
class TextSocket extends WebSocket {
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event !== 'message') return super.emit(event as 'message', ...(args as []))
    // After a close nothing is begun any more.
    if (this.readyState !== WebSocket.OPEN) return true
    const [data, isBinary] = args
    if (isBinary) this.close(1003, 'expected text, got a binary message')
    return isBinary ? true : super.emit('message', withoutByteOrderMark(String(data)), false)
  }

  /** Failing to send to a peer that has disconnected is not an error: the connection closes anyway. */
  override send(data: Parameters<WebSocket['send']>[0], taken?: unknown): void {
    super.send(data, () => {
      if (this.isPaused && this.bufferedAmount <= maxBytesUnread) this.resume()
      if (typeof taken === 'function') taken()
    })
    if (this.bufferedAmount > maxBytesUnread) this.pause()
  }

  override close(code?: number, reason?: string | Buffer): void {
    const bytes = Buffer.from(reason ?? '')
    const isLong = bytes.length > maxReasonBytes
    super.close(code, isLong ? cutText(bytes, maxReasonBytes) : reason)
  }
}

/** The beginning of a text, whole characters of it. */
const cutText = (bytes: Buffer, length: number): string =>
  bytes
    .subarray(0, length)
    .toString()
    .replace(/\ufffd+$/, '')

const ofServer = new Set<unknown>(['connection_ack', 'next', 'error'])

function refuseOfServer(message: unknown): unknown {
  const { type } = (message ?? {}) as { type?: unknown }
  if (ofServer.has(type)) throw new Error(`Expected a message of a client, got ${type}.`)
  return message
}

/** Aborts queries and mutations that the caller completed early, for which graphql-ws calls no hook. */
function endCompleted(operations: Operations | undefined): void {
  for (const [id, operation] of operations?.running ?? []) {
    if (operations && id in operations.known) continue
    operations?.running.delete(id)
    operation.abort()
  }
}

/**
 * graphql-ws would send what an operation that was completed answers at last, under an id that may be another's by now, and
 * forget that one. It waits for it in vain instead.
 */
async function unlessCompleted<R extends object>({ contextValue }: RunArgs, running: Promise<R>): Promise<R> {
  const result = await running
  if (!contextValue.signal.aborted) return result
  if ('return' in result && typeof result.return === 'function') await result.return(undefined)
  return new Promise(() => undefined)
}

const tooMany = () =>
  refusal(`More subscriptions on one connection than ${limits.subscriptions}, expected at most that.`, 'LIMITED')

/** The validated operation or the errors, as over HTTP. */
function toRunArgs(
  engine: Engine,
  { query, operationName = null, variables }: SubscribePayload,
  headers: RequestHeaders,
  signalOf: () => AbortSignal,
): RunArgs | readonly GraphQLError[] {
  try {
    const { document, errors } = engine.documents.open(query)
    if (errors.length > 0) return errors
    if (!getOperationAST(document, operationName)) return [refusal('expected an operation of that name, got none')]
    const contextValue = engine.contextOf(headers, signalOf)
    return { schema: engine.schema, document, operationName, variableValues: variables ?? {}, contextValue }
  } catch (error) {
    return [toGraphqlError(error)]
  }
}
