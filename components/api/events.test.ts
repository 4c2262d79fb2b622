import { gql } from '@apollo/client/core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RecordEngagementDocument, StoresDocument } from '../../lib/api/documents.generated.ts'
import { type Api, openApi } from './events.ts'

/** The far end of the socket: accepts the connection and sends what the test says to the newest subscription. */
class FakeSocket {
  static newest: FakeSocket
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  readonly readyState = FakeSocket.OPEN
  onopen = () => {}
  onclose = (_event: object) => {}
  onmessage = (_event: { data: string }) => {}
  asked: { id: string; payload: { variables: { after?: string } } } | null = null
  constructor() {
    FakeSocket.newest = this
    queueMicrotask(() => this.onopen())
  }
  send(text: string) {
    const message = JSON.parse(text)
    if (message.type === 'connection_init') this.reply({ type: 'connection_ack' })
    if (message.type === 'subscribe') this.asked = message
  }
  close() {}
  reply(message: object) {
    this.onmessage({ data: JSON.stringify(message) })
  }
  item(convoyEvents: object) {
    this.reply({ type: 'next', id: this.asked?.id, payload: { data: { convoyEvents } } })
  }
  notice(kind: string, sequence = '1-1') {
    this.item({ __typename: 'StreamNotice', kind, sequence, timestamp: '2026-01-01T00:00:00Z' })
  }
}

let api: Api
let dropped = 0
let answered = Promise.resolve()
const requests: { body: { query: string }; headers: Record<string, string> }[] = []
const requested = () => requests.map(({ body }) => /(?:query|mutation) (\w+)/.exec(body.query)?.[1])
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => {
  vi.useFakeTimers()
  requests.length = 0
  dropped = 0
  answered = Promise.resolve()
  vi.stubGlobal('fetch', async (_url: string, { body, headers }: { body: string; headers: Record<string, string> }) => {
    requests.push({ body: JSON.parse(body), headers })
    await answered
    return Response.json({ data: { system: { __typename: 'System', stores: [] } } })
  })
  api = openApi({
    url: 'ws://x',
    webSocketImpl: FakeSocket,
    nowMs: () => 0,
    onDropped: () => dropped++,
    random: () => 0,
  })
})
afterEach(() => {
  api.close()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const watchStores = () => api.client.watchQuery({ query: StoresDocument }).subscribe(() => {})

test('queries wait for the stream to begin, and are asked once', async () => {
  watchStores()
  await wait(1_000)
  expect(requested()).toEqual([])
  FakeSocket.newest.notice('STARTED')
  await wait(60_000)
  expect(requested()).toEqual(['Stores'])
})

test('what another load brings while a query loads does not load it once more', async () => {
  const answer = Promise.withResolvers<void>()
  answered = answer.promise
  watchStores()
  await wait(0)
  FakeSocket.newest.notice('STARTED')
  await wait(0)
  const system = { __typename: 'System', version: '1' }
  api.client.writeQuery({ query: gql`query Version { system { version } }`, data: { system } })
  await wait(0)
  answer.resolve()
  await wait(0)
  expect(requested()).toEqual(['Stores'])
})

test('without a stream queries are asked after two seconds, and again when it begins', async () => {
  watchStores()
  await wait(2_000)
  expect(requested()).toEqual(['Stores'])
  FakeSocket.newest.notice('STARTED')
  await wait(0)
  expect(requested()).toEqual(['Stores', 'Stores'])
})

test('a mutation does not wait', async () => {
  const input = { convoyId: 'c', droneId: 'd', hit: true, weaponType: 'AGM114_HELLFIRE' as const }
  void api.client.mutate({ mutation: RecordEngagementDocument, variables: { input }, fetchPolicy: 'no-cache' })
  await wait(0)
  expect(requested()).toEqual(['RecordEngagement'])
})

test('a gap is told and loads again what is active, a resume without one does not', async () => {
  watchStores()
  FakeSocket.newest.notice('STARTED')
  await wait(0)
  for (const [kind, loads, drops] of [
    ['RESUMED', 1, 0],
    ['GAP', 2, 1],
  ] as const) {
    FakeSocket.newest.onclose({ code: 1006, reason: '' })
    await wait(100)
    expect(FakeSocket.newest.asked?.payload.variables.after).toBe('1-1')
    FakeSocket.newest.notice(kind)
    await wait(0)
    expect([requests.length, dropped]).toEqual([loads, drops])
  }
})

test('requests are in the words of the server’s short path, without anything about the client', async () => {
  watchStores()
  FakeSocket.newest.notice('STARTED')
  await wait(0)
  const [request] = requests
  expect(Object.keys(request?.body ?? {}).sort()).toEqual(['query', 'variables'])
  expect(request?.headers).toEqual({
    accept: 'application/graphql-response+json, application/json',
    'content-type': 'application/json',
  })
})
