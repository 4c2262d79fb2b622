/** FAULTS 116: generated operations of every shape, on data where fields are absent and stores that fail now and then. */
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Failure } from '../../lib/errors.ts'
import { createRandom } from '../../lib/random/random.ts'
import { type StoredReading, unmeasured } from '../../schema/telemetry.ts'
import type { Tables } from '../../server/ports/index.ts'
import { createExecutableSchema } from '../../server/transport/graphql/schema.ts'
import { droneId } from '../support/engagement-rig.ts'
import { argumentPools, createOperationGenerator, type OperationKind } from '../support/generate-operations.ts'
import { type GraphqlRig, openGraphqlRig } from '../support/graphql-rig.ts'

const operations = Number(process.env.TEST_OPERATIONS ?? 20_000)
const atOnce = 8
/** How often one operation is run: with other variables, on stores that fail elsewhere. */
const turnsOfEach = 8
const seed = process.env.TEST_SEED ?? `graphql/${Date.now()}`
const chaos = createRandom(`${seed}/stores`)

const unhandled: unknown[] = []
const note = (error: unknown) => unhandled.push(error)
let rig: GraphqlRig
/** The store begins to fail once all is open and stored: a process whose store fails while it opens does not start. */
let isStoreFailing = false
beforeAll(async () => {
  process.stdout.write(`seed of the generated operations: TEST_SEED=${seed}\n`)
  process.on('unhandledRejection', note)
  rig = await openGraphqlRig({ drones: 6, wrapTables: failNowAndThen })
  const atMs = rig.clock.nowMs()
  for (let n = 0; n < 30; n++)
    await rig.record({ droneId: droneId(1 + (n % 3)), hit: n % 3 > 0 }).catch(() => undefined)
  await rig.report(Array.from({ length: 200 }, (_, n) => reading(1 + (n % 2), atMs - n * 1_000)))
  isStoreFailing = true
})
afterAll(async () => {
  process.off('unhandledRejection', note)
  await rig.close()
})

/** Reads that fail at once, fail later, or find nothing. */
function failNowAndThen(tables: Tables): Tables {
  const wrap =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> => {
      if (!isStoreFailing) return call(...args)
      const dice = chaos.unit()
      if (dice < 0.02) throw new Failure('unavailable', 'The store failed at once, as planned.')
      if (dice < 0.04) return Promise.reject(new Failure('unavailable', 'The store failed, as planned.'))
      if (dice < 0.06)
        return new Promise((_, reject) => setImmediate(reject, new Error('The store failed later, as planned.')))
      return call(...args)
    }
  return { ...tables, find: wrap(tables.find) as Tables['find'], scan: wrap(tables.scan) as Tables['scan'] }
}

const reading = (n: number, recordedAtMs: number): StoredReading => ({
  ...unmeasured,
  droneId: droneId(n),
  recordedAtMs,
  sequence: Math.floor(recordedAtMs / 1_000) % 1_000_000,
  latitudeDeg: 34.5,
  longitudeDeg: 69.2,
  altitudeM: n === 1 ? 4_000 : null,
  headingDeg: 90,
  speedMps: 60,
  linkPct: 95,
  leadership: n === 1 ? { term: 3, role: 'leader', leaderId: droneId(1), votedFor: null, peers: [] } : null,
  receivedAtMs: recordedAtMs,
  flags: n === 1 ? 0 : 6,
})

const kinds: readonly OperationKind[] = [
  'query',
  'query',
  'query',
  'query',
  'query',
  'query',
  'query',
  'mutation',
  'subscription',
]

test('116 no generated operation, by HTTP or socket, leaves a promise unawaited or a request unanswered', async () => {
  const random = createRandom(seed)
  const shape = { pools: argumentPools, invalidShare: 0.004, maxDepth: 6 }
  const generate = createOperationGenerator(createExecutableSchema([]), random, shape)
  let begun = 0
  let answered = 0
  let withData = 0
  async function work(): Promise<void> {
    const wire = await openWire()
    while (begun < operations) {
      const { kind, query, drawVariables } = generate(random.pick(kinds))
      for (let turn = 0; turn < turnsOfEach && begun < operations; turn++) {
        if (++begun % 50 === 0) await rig.rank(1 + (begun % 7))
        const variables = drawVariables()
        if (kind === 'subscription') await wire.run(query, variables)
        else if ((await rig.ask(query, variables)).data) withData++
        answered++
        if (unhandled.length > 0)
          throw new Error(`seed ${seed}: ${query} ${JSON.stringify(variables)}`, { cause: unhandled[0] })
      }
    }
    wire.close()
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  await new Promise((resolve) => setImmediate(resolve))
  expect(unhandled).toEqual([])
  expect(answered).toBe(operations)
  // Else the generator makes nothing but what is refused.
  expect(withData).toBeGreaterThan(operations / 6)
}, 600_000)

const subscribe = (payload: unknown, id: unknown = '1') => JSON.stringify({ type: 'subscribe', id, payload })
test.each([
  '',
  'null',
  '[]',
  '{"type":"nonsense"}',
  '{"type":"subscribe"}',
  '{"type":"subscribe","id":"1","payload":null}',
  '{"type":"complete","id":"never begun"}',
  '{"type":"connection_init"}',
  '{"type":"next","id":"1","payload":{}}',
  `{"type":"ping","payload":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
  subscribe({ query: 1 }),
  subscribe({ query: '{' }),
  subscribe({ query: '{ nothing }' }),
  subscribe({ query: '{ convoys { callsign } }', variables: [] }),
  subscribe({ query: '{ convoys { callsign } }', variables: 'x' }),
  subscribe({ query: '{ convoys { callsign } }', operationName: {} }),
  subscribe({ query: 'query A { __typename } query B { __typename }' }),
  subscribe({ query: 'query($v: Int!) { __typename @include(if: $v) }', variables: { v: {} } }),
  subscribe({ query: 'subscription { fleet(convoyIds: []) @skip(if: true) { timestamp } }' }),
  subscribe({ query: 'subscription { fleet(convoyIds: ["x"]) { timestamp } }' }),
  subscribe({ query: 'subscription { convoyEvents(after: "zzz") { __typename } }' }),
  subscribe({ query: '{ __typename }' }, ''),
  subscribe({ query: '{ __typename }' }, {}),
])('116 the socket message %.80s harms no other connection', async (message) => {
  const other = await openWire()
  const bad = await openWire()
  await bad.sendText(message)
  await other.run('{ __typename }', {})
  other.close()
  bad.close()
  await new Promise((resolve) => setImmediate(resolve))
  expect(unhandled).toEqual([])
})

/** A graphql-ws connection: `run` subscribes, waits for the first word of it or of the ping after it, and ends it. */
async function openWire() {
  const socket = new WebSocket(rig.socketUrl, 'graphql-transport-ws')
  const send = (message: object) => socket.send(JSON.stringify(message))
  let heard: () => void = () => undefined
  socket.on('message', () => heard())
  socket.on('close', () => heard())
  const next = () => new Promise<void>((resolve) => (heard = resolve))
  await once(socket, 'open')
  send({ type: 'connection_init' })
  await next()
  let count = 0
  return {
    async run(query: string, variables: Record<string, unknown>): Promise<void> {
      const id = String(count++)
      const answer = next()
      send({ type: 'subscribe', id, payload: { query, variables } })
      send({ type: 'ping' })
      await answer
      send({ type: 'complete', id })
    },
    /** Sends this as it is, and waits for the first word after it. */
    async sendText(text: string): Promise<void> {
      const answer = next()
      socket.send(text)
      if (socket.readyState === socket.OPEN) send({ type: 'ping' })
      await answer
    },
    close: () => socket.close(),
  }
}
