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
/** Above this many unsent bytes a connection is not read, so its requests wait; a peer that stays slow fails the ping. */
const maxBufferedBytes = 1_000_000
/** Limit of WebSocket close frames. */
const maxCloseReasonBytes = 123

export interface GraphqlSocket {
  handleUpgrade: UpgradeDoor
  readonly size: number
  close(): Promise<void>
}

/** The operations of one connection. */
interface Operations {
  /** By id; aborted when the caller completes the operation or the connection closes. */
  running: Map<string, AbortController>
  /** Operations that are open in graphql-ws, which removes finished and completed ones. */
  known: Readonly<Record<string, unknown>>
}

/**
 * graphql-ws at /api/graphql. Back-pressure: the next item of a stream is requested when the previous one has been written to the
 * network, so a peer that no longer reads costs only a position in the bus until its ping fails.
 */
export function createGraphqlSocket(engine: Engine): GraphqlSocket {
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    perMessageDeflate: false,
    WebSocket: TextSocket,
  })
  const operations = new WeakMap<WebSocket, Operations>()
  webSockets.on('connection', (socket) => operations.set(socket, { running: new Map(), known: {} }))
  // biome-ignore lint/correctness/useHookAtTopLevel: not a React hook despite its name
  const server = useServer<Record<string, unknown>, Partial<Extra>>(
    {
      onSubscribe({ subscriptions, extra }, id, payload) {
        const own = extra.socket && operations.get(extra.socket)
        if (!own || !extra.request) throw new Error('Expected a connection opened by this server.')
        if (Object.keys(subscriptions).length > limits.subscriptions) return [tooManySubscriptions()]
        const operation = new AbortController()
        own.running.set(id, operation)
        own.known = subscriptions
        return toRunArgs(engine, payload, extra.request.headers, () => operation.signal)
      },
      // graphql-ws accepts server messages from a client, then fails on them and logs that as our error.
      jsonMessageReviver: (key, value) => (key === '' ? rejectServerMessage(value) : value),
      execute: (args) => holdIfCompleted(args as RunArgs, engine.execute(args as RunArgs)),
      subscribe: (args) => holdIfCompleted(args as RunArgs, engine.subscribe(args as RunArgs)),
    },
    webSockets,
    pingMs,
  )
  webSockets.on('connection', (socket) => {
    // ws closes the connection after an invalid frame; the listener of graphql-ws would log it as our error.
    socket.removeAllListeners('error').on('error', () => undefined)
    socket.on('message', () => abortCompleted(operations.get(socket)))
    socket.once('close', () => {
      for (const operation of operations.get(socket)?.running.values() ?? []) operation.abort()
    })
  })

  return {
    get size() {
      return webSockets.clients.size
    },
    handleUpgrade(request, socket, head) {
      if (!isTrustedOrigin(request)) return refuseUpgrade(socket, 403, 'Origin is not this host.')
      if (webSockets.clients.size >= maxSockets)
        return refuseUpgrade(
          socket,
          503,
          `${webSockets.clients.size} sockets are open, expected fewer than ${maxSockets}.`,
        )
      webSockets.handleUpgrade(request, socket, head, (opened) => webSockets.emit('connection', opened, request))
    },
    close: async () => server.dispose(),
  }
}

/** Passes on text messages without a byte order mark; closes the connection on a binary message. */
class TextSocket extends WebSocket {
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event !== 'message') return super.emit(event as 'message', ...(args as []))
    // After a close, start no more operations.
    if (this.readyState !== WebSocket.OPEN) return true
    const [data, isBinary] = args
    if (isBinary) this.close(1003, 'expected text, got a binary message')
    return isBinary ? true : super.emit('message', withoutByteOrderMark(String(data)), false)
  }

  /** Failing to send to a peer that has disconnected is not an error: the connection closes anyway. */
  override send(data: Parameters<WebSocket['send']>[0], onSent?: unknown): void {
    super.send(data, () => {
      if (this.isPaused && this.bufferedAmount <= maxBufferedBytes) this.resume()
      if (typeof onSent === 'function') onSent()
    })
    if (this.bufferedAmount > maxBufferedBytes) this.pause()
  }

  override close(code?: number, reason?: string | Buffer): void {
    const bytes = Buffer.from(reason ?? '')
    const isLong = bytes.length > maxCloseReasonBytes
    super.close(code, isLong ? truncateUtf8(bytes, maxCloseReasonBytes) : reason)
  }
}

/** Truncates UTF-8 text to whole characters. */
const truncateUtf8 = (bytes: Buffer, length: number): string =>
  bytes
    .subarray(0, length)
    .toString()
    .replace(/\ufffd+$/, '')

const serverMessageTypes = new Set<unknown>(['connection_ack', 'next', 'error'])

function rejectServerMessage(message: unknown): unknown {
  const { type } = (message ?? {}) as { type?: unknown }
  if (serverMessageTypes.has(type)) throw new Error(`Expected a client message, got ${type}.`)
  return message
}

/** Aborts queries and mutations that the caller completed early, for which graphql-ws calls no hook. */
function abortCompleted(operations: Operations | undefined): void {
  for (const [id, operation] of operations?.running ?? []) {
    if (operations && id in operations.known) continue
    operations?.running.delete(id)
    operation.abort()
  }
}

/**
 * Never resolves for an operation that the client has completed: graphql-ws would send its late result under an id that a new
 * operation may have reused, and forget that operation.
 */
async function holdIfCompleted<R extends object>({ contextValue }: RunArgs, running: Promise<R>): Promise<R> {
  const result = await running
  if (!contextValue.signal.aborted) return result
  if ('return' in result && typeof result.return === 'function') await result.return(undefined)
  return new Promise(() => undefined)
}

const tooManySubscriptions = () =>
  refusal(`Too many subscriptions on one connection, expected at most ${limits.subscriptions}.`, 'LIMITED')

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
    if (!getOperationAST(document, operationName)) return [refusal('expected an operation with that name, got none')]
    const contextValue = engine.contextOf(headers, signalOf)
    return { schema: engine.schema, document, operationName, variableValues: variables ?? {}, contextValue }
  } catch (error) {
    return [toGraphqlError(error)]
  }
}
