/** graphql-ws: generated operations, many on one connection, ended and cut at any moment, and messages that are none. */
import type { GraphQLSchema } from 'graphql'
import type { Random } from '../../lib/random/random.ts'
import { createOperations, judge } from './fuzz-graphql.ts'
import { reasonOf } from './fuzz-rest.ts'
import { badTexts, drawJson } from './inputs.ts'
import type { Fuzz } from './report.ts'
import { type FuzzSocket, type Heard, openSocket } from './socket.ts'

const door = 'WS GraphQL'
const protocol = 'graphql-transport-ws'
/** Those of the protocol for its own violations; 1009: a message too large; 1003: binary; 1007: not UTF-8; 1006: our own cut. */
const closes = new Set([1003, 1006, 1007, 1009, 4400, 4401, 4408, 4409, 4429])

export async function fuzzGraphqlSocket(
  { url, report, signal }: Fuzz,
  random: Random,
  schema: GraphQLSchema,
): Promise<void> {
  const draw = createOperations(schema, random)
  while (!signal.aborted) {
    let last: unknown
    try {
      const socket = await openSocket(url, '/api/graphql', protocol)
      send(socket, { type: 'connection_init' })
      const welcome = await socket.next()
      // A server that is held up for three seconds takes a peer for silent; clients come again by themselves.
      if ('closed' in welcome && welcome.closed === 4408) {
        report.count(door, 'closed 4408 on a busy machine')
        continue
      }
      expectType(welcome, 'connection_ack')
      for (let count = random.int(1, 30); count > 0 && socket.isOpen && !signal.aborted; count -= 1) {
        const operation = draw()
        last = { query: operation.query, variables: operation.drawVariables() }
        await run(socket, String(count), last as object, operation.kind === 'subscription')
      }
      if (socket.isOpen && random.int(0, 2) === 0) {
        last = drawBroken(random)
        await breakOff(socket, last as Broken)
      }
      socket.cut()
    } catch (error) {
      report.unexplained(door, reasonOf(error), last)
    }
  }

  /** Runs it to its end; of a subscription the first words. */
  async function run(socket: FuzzSocket, id: string, payload: object, isStream: boolean): Promise<void> {
    send(socket, { type: 'subscribe', id, payload })
    // Another, so that something comes though a stream is silent.
    if (isStream) send(socket, { type: 'ping' })
    if (random.int(0, 30) === 0) return socket.cut()
    for (;;) {
      const heard = await socket.next()
      if (!('text' in heard)) throw new Error(`got ${JSON.stringify(heard)}`)
      const message = JSON.parse(heard.text) as { type: string; id?: string; payload?: never }
      if (message.id !== undefined && message.id !== id) continue
      const { outcome, problem } =
        message.type === 'next'
          ? judge(message.payload as never)
          : message.type === 'error'
            ? judge({ errors: message.payload as never })
            : { outcome: message.type, problem: undefined }
      report.count(door, outcome)
      if (problem) report.unexplained(door, problem, payload)
      if (message.type === 'complete' || message.type === 'error') return
      if (isStream) {
        send(socket, { type: 'complete', id })
        return
      }
    }
  }

  async function breakOff(socket: FuzzSocket, { data, isBinary }: Broken): Promise<void> {
    socket.socket.send(data, { binary: isBinary })
    send(socket, { type: 'ping' })
    for (;;) {
      const heard = await socket.next()
      if ('closed' in heard) {
        report.count(door, `closed ${heard.closed}`)
        if (!closes.has(heard.closed)) report.unexplained(door, `closed with ${heard.closed}`, String(data))
        return
      }
      if ('text' in heard && (JSON.parse(heard.text) as { type: string }).type === 'pong') return
    }
  }
}

const send = (socket: FuzzSocket, message: object) => {
  if (socket.isOpen) socket.send(JSON.stringify(message))
}

function expectType(heard: Heard, type: string): void {
  const got = 'text' in heard ? (JSON.parse(heard.text) as { type: string }).type : JSON.stringify(heard)
  if (got !== type) throw new Error(`got ${got}, expected ${type}`)
}

interface Broken {
  data: string | Buffer
  isBinary: boolean
}

const drawBroken = (random: Random): Broken =>
  random.pick<() => Broken>([
    () => ({ data: random.pick(badTexts), isBinary: false }),
    () => ({ data: JSON.stringify(drawJson(random)), isBinary: false }),
    () => ({
      data: JSON.stringify({ type: 'subscribe', id: drawJson(random), payload: drawJson(random) }),
      isBinary: false,
    }),
    () => ({ data: JSON.stringify({ type: 'connection_init' }), isBinary: false }),
    () => ({ data: Buffer.from('{}'), isBinary: true }),
    () => ({ data: Buffer.from([0xff, 0xfe]), isBinary: false }),
    () => ({ data: 'x'.repeat(100_001), isBinary: false }),
  ])()
