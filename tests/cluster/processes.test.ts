/** Several app processes on one real Cassandra and one real Redis. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ConvoyEventItem } from '../../lib/api/convoy-events.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import { readCqlFiles } from '../../server/adapters/scylla/cql-files.ts'
import { ask, type ClusterRig, makeConvoy, openClusterRig, reading, send } from '../support/cluster-rig.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { describeWithServers } from '../support/servers.ts'
import { openStreams } from '../support/streams.ts'

const convoyId = randomUUID() as ConvoyId
const droneIds = Array.from({ length: 3 }, () => randomUUID())

/** Follows everything by graphql-ws on one process. */
function follow(server: ServerProcess, after?: string) {
  const events: ConvoyEventItem[] = []
  let isConnected = false
  const streams = openStreams({
    url: `${server.url.replace('http', 'ws')}/api/graphql`,
    random: () => 0,
  })
  streams.convoyEvents(
    null,
    {
      onEvent: (event) => void events.push(event),
      onStatus: ({ state }) => {
        isConnected = state === 'connected'
      },
    },
    after,
  )
  const hits = () => events.flatMap((event) => (event.__typename === 'EngagementEvent' ? event.newAccuracyPct : []))
  return { events, hits, close: () => streams.close(), connected: () => expect.poll(() => isConnected).toBe(true) }
}

const record = (server: ServerProcess, hit: boolean, engagementId = randomUUID(), drone = 0) =>
  ask<{ recordEngagement: { success: boolean; newRank: number; newAccuracyPct: number } }>(
    server,
    `mutation { recordEngagement(input: { convoyId: "${convoyId}", droneId: "${droneIds[drone]}", hit: ${hit},
      weaponType: AGM114_HELLFIRE, engagementId: "${engagementId}" }) { success newRank newAccuracyPct } }`,
  ).then((answer) => answer.recordEngagement)

/** A board is stale while Redis does not reply in time, as may happen on a busy machine. */
async function boardOf(server: ServerProcess) {
  const read = () =>
    ask<{ leaderboard: { stale: boolean; entries: { totalEngagements: number }[] } }>(
      server,
      `{ leaderboard(convoyId: "${convoyId}", limit: 10) { stale averageAccuracy entries { rank droneId accuracyPct totalEngagements successfulHits currentStreak } } }`,
    )
  let board = await read()
  while (board.leaderboard.stale) board = await read()
  return board.leaderboard
}

describeWithServers('two processes on one pair of servers', () => {
  let rig: ClusterRig
  let one: ServerProcess
  let two: ServerProcess
  beforeAll(async () => {
    rig = await openClusterRig()
    const both = await Promise.all([rig.start(), rig.start()])
    one = both[0]
    two = both[1]
    await makeConvoy(one, convoyId, droneIds)
  })
  afterAll(() => rig?.close())

  test('what one adds to the roster the other knows', async () => {
    await expect.poll(() => ask(two, '{ convoys { callsign } }')).toEqual({ convoys: [{ callsign: 'HAWK-1' }] })
  })

  test('started at once on an empty database, both serve, and the schema was applied once', () => {
    const applied = [one, two].flatMap((server) => server.output().match(/schema migration applied/g) ?? [])
    expect(applied.length).toBe(readCqlFiles(join(import.meta.dirname, '../../schema/cql')).length)
    for (const server of [one, two]) expect(server.child.exitCode).toBeNull()
  })

  test('a reading taken by either is known to both, and the same sent again to the other is a duplicate', async () => {
    const droneId = droneIds[0] as string
    const first = reading(droneId, 1)
    expect(await (await send(one, [first])).json()).toMatchObject({ accepted: 1 })
    expect(await (await send(two, [first])).json()).toMatchObject({ accepted: 0, duplicates: 1 })
    const other = { ...first, altitudeM: 9 }
    expect(await (await send(two, [other])).json()).toMatchObject({ accepted: 0, refused: [{ code: 'conflict' }] })
    const history = await fetch(`${two.url}/api/v1/drones/${droneId}/telemetry`)
    expect(
      (await history.text())
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).altitudeM),
    ).toEqual([3_000])
  })

  test('a subscriber on one sees what the other records, in order, and resumes at another process without loss', async () => {
    const here = follow(one)
    await here.connected()
    for (const hit of [true, false, true, true]) expect(await record(two, hit)).toMatchObject({ success: true })
    await expect.poll(() => here.hits()).toEqual([100, 50, 66.67, 75])
    const lastSeen = here.events.at(-1)?.sequence
    here.close()
    await record(one, false)
    await record(two, true)
    const there = follow(two, lastSeen)
    await expect.poll(() => there.hits()).toEqual([60, 66.67])
    there.close()
  })

  test('engagements recorded through both at once are counted once each, retries too, and both boards agree', async () => {
    const ids = Array.from({ length: 40 }, () => randomUUID())
    const all = await Promise.all(
      ids.flatMap((id, n) => [record(one, n % 2 === 0, id, 1), record(two, n % 2 === 0, id, 1)]),
    )
    for (let at = 0; at < all.length; at += 2) expect(all[at]).toEqual(all[at + 1])
    const [a, b] = await Promise.all([boardOf(one), boardOf(two)])
    expect(a).toEqual(b)
    expect(a.entries.find(({ totalEngagements }) => totalEngagements === 40)).toMatchObject({ successfulHits: 20 })
  })

  test('roles split: what a process that only ingests takes, one that only serves shows, and neither does the other', async () => {
    const [ingest, web] = await Promise.all([rig.start('ingest'), rig.start('web')])
    const droneId = droneIds[1] as string
    expect(await (await send(ingest, [reading(droneId, 1, { altitudeM: 4_321 })])).json()).toMatchObject({
      accepted: 1,
    })
    const latest = () => ask(web, `{ drone(droneId: "${droneId}") { latest { altitudeM } } }`)
    await expect.poll(latest).toMatchObject({ drone: { latest: { altitudeM: 4_321 } } })
    expect((await send(web, [reading(droneId, 2)])).status).toBe(404)
    expect((await fetch(`${ingest.url}/api/graphql`, { method: 'POST' })).status).not.toBe(200)
    await Promise.all([ingest.stop(), web.stop()])
  })

  test('one of them publishes leadership, both show the same, and when it stops the other takes over', async () => {
    const leads = (term: number, sequence: number) =>
      reading(droneIds[2] as string, sequence, {
        leadership: { term, role: 'leader', leaderId: droneIds[2], votedFor: null, peers: [] },
      })
    const shown = (server: ServerProcess) => ask(server, `{ leadership(convoyId: "${convoyId}") { state term } }`)
    const tellers = () =>
      [one, two].map((server) => /this process now does: publishing leadership/.test(server.output()))
    await expect.poll(tellers).toContain(true)
    await send(two, [leads(5, 1)])
    for (const server of [one, two])
      await expect.poll(() => shown(server)).toMatchObject({ leadership: { state: 'HEALTHY', term: 5 } })

    const third = await rig.start()
    const [teller, other] = tellers()[0] ? [one, two] : [two, one]
    teller.child.kill('SIGKILL')
    await expect
      .poll(() => [other, third].filter((server) => /publishing leadership/.test(server.output())).length, {
        timeout: 30_000,
      })
      .toBe(1)
    await send(other, [leads(6, 2)])
    await expect.poll(() => shown(third)).toMatchObject({ leadership: { term: 6 } })
  })
})
