/** The streams of the browser against the real door: what is cut off comes back, and nothing is missed. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConvoyEventItem, StreamStatus } from '../lib/api/convoy-events.ts'
import type { ConvoyId } from '../schema/ids.ts'
import { convoyId, otherConvoyId } from './support/engagement-rig.ts'
import { type GraphqlRig, openGraphqlRig } from './support/graphql-rig.ts'
import { openStreams, type Streams } from './support/streams.ts'

let rig: GraphqlRig
let streams: Streams
beforeEach(async () => {
  rig = await openGraphqlRig()
  streams = openStreams({ url: rig.socketUrl, random: () => 0 })
})
afterEach(async () => {
  streams.close()
  await rig.close()
})

/** Follows convoys and keeps what came; `until` resolves when the condition holds. */
function follow(
  convoyIds: readonly ConvoyId[] | null,
  after?: string,
  onEvent: (event: ConvoyEventItem) => void = () => {},
) {
  const events: ConvoyEventItem[] = []
  const statuses: StreamStatus[] = []
  const waiting = new Set<() => void>()
  const told = () => {
    for (const check of waiting) check()
  }
  const stop = streams.convoyEvents(
    convoyIds,
    {
      onEvent(event) {
        events.push(event)
        onEvent(event)
        told()
      },
      onStatus(status) {
        statuses.push(status)
        told()
      },
    },
    after,
  )
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!condition()) return
        waiting.delete(check)
        resolve()
      }
      waiting.add(check)
      check()
    })
  const ranks = () => events.map((event) => (event.__typename === 'RankEvent' ? event.rankAfter : 0))
  const connected = () => statuses.filter(({ state }) => state === 'connected')
  return { events, statuses, until, ranks, connected, stop }
}

const cut = () => {
  for (const socket of rig.sockets) socket.destroy()
}

test('events come in order, from now on', async () => {
  await rig.rank(1)
  const seen = follow(null)
  await seen.until(() => seen.connected().length === 1)
  await rig.rank(2)
  await rig.rank(3)
  await seen.until(() => seen.events.length === 2)
  expect(seen.ranks()).toEqual([2, 3])
  expect(seen.statuses).toEqual([
    { state: 'connecting', attempt: 0 },
    { state: 'connected', recovered: 0, gap: false },
  ])
})

test('a cut stream resumes: what was missed comes once, in order, and is counted', async () => {
  const seen = follow([convoyId])
  await seen.until(() => seen.connected().length === 1)
  await rig.rank(1)
  await seen.until(() => seen.events.length === 1)
  cut()
  await seen.until(() => seen.statuses.some(({ state }) => state === 'disconnected'))
  for (let rank = 2; rank <= 101; rank++) await rig.rank(rank)
  await rig.rank(7, otherConvoyId)
  await seen.until(() => seen.connected().length === 2)
  await rig.rank(102)
  await seen.until(() => seen.events.length === 102)
  expect(seen.ranks()).toEqual(Array.from({ length: 102 }, (_, n) => n + 1))
  expect(seen.connected()[1]).toEqual({ state: 'connected', recovered: 100, gap: false })
})

test('a replay that is cut goes on where it ended, and the events of both parts are counted', async () => {
  let isReplayed = false
  const seen = follow([convoyId], undefined, (event) => {
    if (isReplayed && 'rankAfter' in event && event.rankAfter === 40) cut()
  })
  await seen.until(() => seen.connected().length === 1)
  await rig.rank(1)
  await seen.until(() => seen.events.length === 1)
  cut()
  await seen.until(() => seen.statuses.some(({ state }) => state === 'disconnected'))
  isReplayed = true
  for (let rank = 2; rank <= 101; rank++) await rig.rank(rank)
  await seen.until(() => seen.connected().length === 2)
  expect(seen.ranks()).toEqual(Array.from({ length: 101 }, (_, n) => n + 1))
  expect(seen.connected()[1]).toEqual({ state: 'connected', recovered: 100, gap: false })
})

test('a cut in which nothing happened recovers nothing', async () => {
  const seen = follow(null)
  await seen.until(() => seen.connected().length === 1)
  cut()
  await seen.until(() => seen.connected().length === 2)
  expect(seen.connected()[1]).toEqual({ state: 'connected', recovered: 0, gap: false })
})

test('a place that is gone is told as a gap, and the stream goes on', async () => {
  const seen = follow(null, '1-1')
  await seen.until(() => seen.connected().length === 1)
  expect(seen.connected()[0]).toEqual({ state: 'connected', recovered: 0, gap: true })
  await rig.rank(5)
  await seen.until(() => seen.events.length === 1)
  expect(seen.ranks()).toEqual([5])
})

test('a stream that the server refuses for good fails with its reason', async () => {
  const seen = follow(['nope' as ConvoyId])
  await seen.until(() => seen.statuses.some(({ state }) => state === 'failed'))
  expect(seen.statuses.at(-1)).toMatchObject({
    state: 'failed',
    failure: { code: 'invalid', message: 'convoyIds.0: expected a UUID, got "nope".' },
  })
})

test('streams share one socket, and one that was left hears nothing more', async () => {
  const stays = follow(null)
  const leaves = follow(null)
  await stays.until(() => stays.connected().length === 1)
  await leaves.until(() => leaves.connected().length === 1)
  expect(rig.graphql.socketCount).toBe(1)
  leaves.stop()
  await rig.rank(1)
  await stays.until(() => stays.events.length === 1)
  expect(leaves.events).toEqual([])
})
