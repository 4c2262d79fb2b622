/** FAULTS group B for GraphQL: readers that stall, vanish, come back, or ask for what is not theirs. */
import { connect, type Socket } from 'node:net'
import { createClient as createSseClient } from 'graphql-sse'
import { createClient, type FormattedExecutionResult } from 'graphql-ws'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { requestGraphql } from '../../lib/api/client.ts'
import { SystemDocument } from '../../lib/api/documents.generated.ts'
import type { Bus } from '../../server/ports/index.ts'
import { convoyId, otherConvoyId } from '../support/engagement-rig.ts'
import { type GraphqlRig, openGraphqlRig } from '../support/graphql-rig.ts'
import { openStreams } from '../support/streams.ts'

/** How many subscriptions of the bus have not been ended. */
let open = 0
const countOpen = (bus: Bus): Bus => ({
  ...bus,
  subscribe(topic, options) {
    open++
    options.signal.addEventListener('abort', () => open--, { once: true })
    return bus.subscribe(topic, options)
  },
})

let openedByFeatures = 0
let rig: GraphqlRig
beforeEach(async () => {
  open = 0
  rig = await openGraphqlRig({ stallMs: 200, wrapBus: countOpen })
  // Those of the features themselves, which end with the rig.
  openedByFeatures = open
})
afterEach(async () => {
  await rig.close()
  // Every test: whatever happened to a reader, its subscription ends. One that never ended would time out here.
  while (open > 0) await turn()
})

const ranks = `subscription($after: String) { leaderboardChanges(convoyId: "${convoyId}", after: $after) { sequence rankAfter convoyId } }`
const everything =
  'subscription { convoyEvents { __typename ... on RankEvent { rankAfter callsign accuracyPct sequence } } }'
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Publishes events of 50 kB until the condition holds, leaving readers their turns. */
async function publishUntil(condition: () => boolean): Promise<void> {
  const callsign = 'x'.repeat(50_000)
  for (let rank = 0; !condition(); await turn()) await rig.rank(rank++, convoyId, callsign)
}

const closedSocket = (socket: { once(event: 'close', listener: () => void): unknown }) =>
  new Promise<void>((resolve) => socket.once('close', resolve))

interface Ranked {
  leaderboardChanges: { sequence: string; rankAfter: number; convoyId: string }
}
function subscribeByWs(query: string, variables: Record<string, unknown> = {}) {
  const client = createClient({ url: rig.socketUrl, webSocketImpl: WebSocket, retryAttempts: 0 })
  return { client, items: client.iterate<Ranked>({ query, variables }) as AsyncIterableIterator<Item> }
}
type Item = FormattedExecutionResult<Ranked, unknown>
async function next(items: AsyncIterableIterator<Item>): Promise<Item | undefined> {
  const { value } = await items.next()
  return value as Item | undefined
}

test('B43 a stalled SSE reader is cut off at its cap; others and memory are not touched', async () => {
  const stalled = stalledPost(everything)
  await stalled.ready
  const serverSide = [...rig.sockets].at(-1) as Socket
  let isCut = false
  serverSide.once('close', () => {
    isCut = true
  })
  const healthy = createSseClient({ url: rig.url, retryAttempts: 0 })
  const items = healthy.iterate<Ranked>({ query: ranks })
  let received = 0
  const reading = (async () => {
    for await (const _ of items) received++
  })()
  let most = 0
  await publishUntil(() => {
    most = Math.max(most, serverSide.writableLength)
    return isCut
  })
  expect(most).toBeLessThan(1_000_000)
  const before = received
  await publishUntil(() => received > before + 100)
  await items.return?.()
  await reading
  healthy.dispose()
  stalled.socket.destroy()
})

/** Posts a subscription and reads only the head of the answer. */
function stalledPost(query: string): { socket: Socket; ready: Promise<void> } {
  const { hostname, port, pathname, host } = new URL(rig.url)
  const socket = connect(Number(port), hostname)
  const body = JSON.stringify({ query })
  const head = `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\n`
  socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`)
  const ready = new Promise<void>((resolve) =>
    socket.once('data', () => {
      socket.pause()
      resolve()
    }),
  )
  return { socket, ready }
}

test('B44 a stalled WebSocket reader holds a message or two, and is cut off when it answers no ping', async () => {
  const { client, items } = subscribeByWs(everything)
  expect(await next(items)).toBeDefined()
  const serverSide = [...rig.sockets].at(-1) as Socket
  const ended = closedSocket(serverSide)
  const stalled = stallClient()
  const reader = subscribeByWs(ranks)
  const live = next(reader.items)
  let most = 0
  let rounds = 0
  await publishUntil(() => {
    most = Math.max(most, serverSide.writableLength)
    return rounds++ > 1_000
  })
  expect(await live).toBeDefined()
  expect(most).toBeLessThan(1_000_000)
  await reader.client.dispose()
  for (let beat = 0; beat < 4; beat++) await rig.clock.advance(10_000)
  await ended
  stalled()
  await client.dispose()
})

/** Stops this process's own client sockets from reading, as a frozen page would. */
function stallClient(): () => void {
  const handles = (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles()
  const { port } = new URL(rig.url)
  const sockets = handles.filter((one): one is Socket => (one as Socket).remotePort === Number(port))
  for (const socket of sockets) socket.pause()
  return () => {
    for (const socket of sockets) socket.destroy()
  }
}

test('B45 2,000 clients cut at once are back within 15 s, spread by chance, and none has missed an event', async () => {
  const clients = Array.from({ length: 2_000 }, () => {
    const streams = openStreams({ url: rig.socketUrl })
    return { streams, seen: [] as number[], waitsMs: [] as number[], connected: 0 }
  })
  let wake = () => {}
  for (const client of clients)
    client.streams.convoyEvents([convoyId], {
      onEvent(event) {
        if (event.__typename === 'RankEvent') client.seen.push(event.rankAfter)
        wake()
      },
      onStatus(status) {
        if (status.state === 'connected') client.connected++
        if (status.state === 'disconnected') client.waitsMs.push(status.retryInMs)
        wake()
      },
    })
  const untilAll = async (condition: (client: (typeof clients)[number]) => boolean) => {
    for (const client of clients) while (!condition(client)) await new Promise<void>((resolve) => (wake = resolve))
  }
  await untilAll(({ connected }) => connected === 1)
  await rig.rank(1)
  for (const socket of rig.sockets) socket.destroy()
  for (let rank = 2; rank <= 10; rank++) await rig.rank(rank)
  await untilAll(({ connected }) => connected === 2)
  await rig.rank(11)
  await untilAll(({ seen }) => seen.at(-1) === 11)

  const all = Array.from({ length: 11 }, (_, n) => n + 1).join()
  expect(clients.filter(({ seen }) => seen.join() !== all)).toEqual([])
  // What they waited by their own choice; how fast this machine is has no say in it.
  const waitedMs = clients.map(({ waitsMs }) => waitsMs.reduce((sum, ms) => sum + ms, 0))
  expect(Math.max(...waitedMs)).toBeLessThan(15_000)
  expect(new Set(waitedMs).size).toBeGreaterThan(300)
  for (const { streams } of clients) streams.close()
}, 120_000)

test.each([
  ['forged', () => 'not a sequence'],
  ['of another epoch', async () => `1-${(await rig.bus.head('events')).split('-')[1]}`],
  ['of the future', async () => `${(await rig.bus.head('events')).split('-')[0]}-999`],
])('B46 a resume sequence that is %s is refused, or told as a gap where the stream can say so', async (_, make) => {
  await rig.rank(1)
  const after = await make()
  const { client, items } = subscribeByWs(ranks, { after })
  const error = await items.next().then(
    ({ value }) => (value as Item).errors?.[0],
    (errors) => errors[0],
  )
  expect(error).toMatchObject({ extensions: { code: 'MISSING' } })
  expect(error?.message).toContain('expected a sequence that is still held')
  await client.dispose()

  const events = subscribeByWs(
    `subscription { convoyEvents(after: "${after}") { __typename ... on StreamNotice { kind } } }`,
  )
  expect(await next(events.items)).toEqual({ data: { convoyEvents: { __typename: 'StreamNotice', kind: 'GAP' } } })
  await events.client.dispose()
})

test("B46 a sequence of another convoy's event never shows that convoy's events", async () => {
  const before = await rig.bus.head('events')
  await rig.rank(1, otherConvoyId)
  await rig.rank(2)
  await rig.rank(3, otherConvoyId)
  await rig.rank(4)
  const { client, items } = subscribeByWs(ranks, { after: before })
  const first = await next(items)
  const second = await next(items)
  expect([first, second].map((item) => item?.data?.leaderboardChanges)).toEqual([
    { convoyId, rankAfter: 2, sequence: expect.any(String) },
    { convoyId, rankAfter: 4, sequence: expect.any(String) },
  ])
  await client.dispose()
})

test('B47 a seventh stream in one browser still works, and so does a query', async () => {
  const streams = openStreams({ url: rig.socketUrl })
  const counts = Array.from({ length: 7 }, () => 0)
  await Promise.all(
    counts.map(
      (_, n) =>
        new Promise<void>((resolve) => {
          streams.convoyEvents(null, {
            onEvent: () => counts.splice(n, 1, (counts[n] ?? 0) + 1),
            onStatus: ({ state }) => state === 'connected' && resolve(),
          })
        }),
    ),
  )
  expect(rig.graphql.socketCount).toBe(1)
  await rig.rank(1)
  expect(await requestGraphql(SystemDocument, {}, { url: rig.url })).toMatchObject({ system: { convoys: 2 } })
  while (counts.includes(0)) await turn()
  expect(counts).toEqual([1, 1, 1, 1, 1, 1, 1])
  streams.close()
})

test('B48 after 100,000 subscriptions that came and went no listener is left', async () => {
  const { openConvoyEvents } = await import('../../server/features/events/streams.ts')
  for (let n = 0; n < 100_000; n++) {
    const stream = await openConvoyEvents(rig, rig.actor, { convoyIds: null, after: null })
    await stream.next()
    const pending = n % 2 ? stream.next() : null
    await stream.return(undefined)
    await pending
  }
  expect(open).toBe(openedByFeatures)

  const { client } = subscribeByWs(everything)
  for (let n = 0; n < 1_000; n++) {
    const items = client.iterate({ query: everything })
    await items.next()
    await items.return?.()
  }
  await client.dispose()
})

test('an SSE reader resumes after the sequence it saw last', async () => {
  const client = createSseClient({ url: rig.url, retryAttempts: 0 })
  const before = await rig.bus.head('events')
  await rig.rank(1)
  await rig.rank(2)
  const first = client.iterate<Ranked>({ query: ranks, variables: { after: before } })
  const { value } = await first.next()
  await first.return?.()
  const resumed = client.iterate<Ranked>({
    query: ranks,
    variables: { after: value?.data?.leaderboardChanges.sequence },
  })
  expect((await resumed.next()).value?.data?.leaderboardChanges.rankAfter).toBe(2)
  await resumed.return?.()
  client.dispose()
})
