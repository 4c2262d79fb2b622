import { afterEach, beforeEach, expect, test } from 'vitest'
import { Failure } from '../../../lib/errors.ts'
import type { ConvoyEvent } from '../../../schema/events.ts'
import * as tables from '../../../schema/tables.ts'
import {
  convoyId,
  droneId,
  type EngagementRig,
  engagementId,
  openEngagementRig,
  otherConvoyId,
} from '../../../tests/support/engagement-rig.ts'
import { createFailingTables, type FailingTables } from '../../../tests/support/failing-tables.ts'
import type { Ranking } from '../../ports/index.ts'
import { findEngagement } from '../../repositories/engagements.ts'
import { recordEngagement } from './record.ts'
import { finishClaims, repairLeaderboards } from './repair.ts'

let rig: EngagementRig
let failing: FailingTables
let isRankingUnavailable = false

const awayAtWill = (ranking: Ranking): Ranking => ({
  ...ranking,
  async record(...args) {
    if (isRankingUnavailable) throw new Failure('unavailable', 'The ranking is unavailable, as planned.')
    return ranking.record(...args)
  },
})

beforeEach(async () => {
  isRankingUnavailable = false
  rig = await openEngagementRig({
    wrapTables: (store) => {
      failing = createFailingTables(store)
      return failing
    },
    wrapRanking: awayAtWill,
  })
})
afterEach(() => rig.close())

async function eventsOf(run: () => Promise<unknown>): Promise<ConvoyEvent[]> {
  const after = await rig.bus.head('events')
  await run()
  const head = await rig.bus.head('events')
  const events: ConvoyEvent[] = []
  if (head === after) return events
  const abort = new AbortController()
  for await (const { sequence, message } of await rig.bus.subscribe('events', { after, signal: abort.signal })) {
    if (message) events.push(message)
    if (sequence === head) abort.abort()
  }
  return events
}

test('returns the new rank, the places gained and the accuracy', async () => {
  await rig.record({ droneId: droneId(1), hit: true })
  await rig.record({ droneId: droneId(2), hit: true })
  expect(await rig.record({ droneId: droneId(3), hit: false })).toMatchObject({
    newRank: 3,
    rankChange: 0,
    newAccuracyPct: 0,
  })
  expect(await rig.record({ droneId: droneId(2), hit: true })).toMatchObject({
    newRank: 1,
    rankChange: 1,
    newAccuracyPct: 100,
  })
  expect(await rig.record({ droneId: droneId(2), hit: false })).toMatchObject({
    newRank: 2,
    rankChange: -1,
    newAccuracyPct: 66.67,
  })
})

test('publishes the engagement, then the rank if it changed', async () => {
  await rig.record({ droneId: droneId(1), hit: true })
  await rig.record({ droneId: droneId(2), hit: false })
  const overtaking = await eventsOf(async () => {
    await rig.record({
      droneId: droneId(2),
      hit: true,
      engagementId: engagementId(1),
      engagedAtMs: rig.clock.nowMs() - 5,
    })
  })
  const drone = { convoyId, droneId: droneId(2), callsign: 'HAWK-1-2' }
  expect(overtaking).toEqual([
    {
      kind: 'engagement',
      ...drone,
      engagementId: engagementId(1),
      hit: true,
      weaponType: 'AGM114_HELLFIRE',
      newAccuracyPct: 50,
      atMs: rig.clock.nowMs() - 5,
    },
  ])
  await rig.record({ droneId: droneId(1), hit: false })
  const moving = await eventsOf(() => rig.record({ droneId: droneId(2), hit: true }))
  expect(moving.map(({ kind }) => kind)).toEqual(['engagement', 'rank'])
  expect(moving[1]).toEqual({
    kind: 'rank',
    ...drone,
    rankBefore: 2,
    rankAfter: 1,
    accuracyPct: 66.67,
    atMs: rig.clock.nowMs(),
  })
})

test('nothing is published before the record is durable', async () => {
  failing.failAt({ write: 3, how: 'lost' })
  const events = await eventsOf(() => rig.record().catch(() => null))
  expect(events).toEqual([])
})

test('whichever write fails, an engagement that is retried is published once', async () => {
  for (const how of ['lost', 'done'] as const) {
    for (const write of [1, 2, 3, 4, 5, 6]) {
      const input = { engagementId: engagementId(write + (how === 'lost' ? 10 : 20)), hit: write % 2 === 0 }
      const events = await eventsOf(async () => {
        failing.failAt({ write, how })
        await rig.record(input).catch(() => null)
        failing.failAt(null)
        await rig.record(input)
        await rig.record(input)
      })
      expect(events.filter(({ kind }) => kind === 'engagement')).toHaveLength(1)
    }
  }
})

test('a retry that finds the record stored but not yet counted publishes nothing of its own', async () => {
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  let reached = () => {}
  const counting = new Promise<void>((resolve) => {
    reached = resolve
  })
  const slow = await rig.start({
    wrapTables: (store) => ({
      ...store,
      async insert(table, rows) {
        if (table.name === 'leaderboard') {
          reached()
          await gate
        }
        await store.insert(table, rows)
      },
    }),
  })
  const events = await eventsOf(async () => {
    const first = slow.record({ engagementId: engagementId(1) })
    await counting
    const retries = [slow.record({ engagementId: engagementId(1) }), slow.record({ engagementId: engagementId(1) })]
    await rig.store.delete(tables.leases, [{ name: 'none' }])
    open()
    const [receipt, ...others] = await Promise.all([first, ...retries])
    expect(others).toEqual([receipt, receipt])
  })
  expect(events.map(({ kind }) => kind)).toEqual(['engagement', 'rank'])
})

test('fails as missing for a convoy or drone not on the roster, and for a drone of another convoy', async () => {
  await expect(rig.record({ convoyId: droneId(9) })).rejects.toMatchObject({
    code: 'missing',
    faults: [{ path: 'convoyId' }],
  })
  await expect(rig.record({ droneId: droneId(99) })).rejects.toMatchObject({
    code: 'missing',
    faults: [{ path: 'droneId', expected: 'a drone of convoy HAWK-1' }],
  })
  await expect(rig.record({ convoyId: otherConvoyId })).rejects.toMatchObject({
    code: 'missing',
    faults: [{ path: 'droneId', expected: 'a drone of convoy OWL-2' }],
  })
})

test('recording requires permission to write engagements', async () => {
  const input = { convoyId, droneId: droneId(1), hit: true, weaponType: 'NONE' }
  const recording = recordEngagement(rig, { name: 'eve', role: 'viewer' }, input)
  await expect(recording).rejects.toMatchObject({ code: 'forbidden' })
})

test('a late engagement changes the streak as if it had arrived in time', async () => {
  const nowMs = rig.clock.nowMs()
  for (const [minutesAgo, hit] of [
    [10, false],
    [8, true],
    [6, true],
    [4, true],
  ] as const) {
    await rig.record({ hit, engagedAtMs: nowMs - minutesAgo * 60_000 })
  }
  const streak = async () => (await rig.store.scan(tables.leaderboard, { convoyId })).rows[0]?.currentStreak
  expect(await streak()).toBe(3)
  await rig.record({ hit: false, engagedAtMs: nowMs - 5 * 60_000 })
  expect(await streak()).toBe(1)
  await rig.record({ hit: true, engagedAtMs: nowMs - 20 * 60_000 })
  expect(await streak()).toBe(1)
  await rig.record({ hit: true, engagedAtMs: nowMs - 3 * 60_000 })
  expect(await streak()).toBe(2)
})

test('while the ranking is unavailable, ranks are computed from the records; afterwards it is rebuilt', async () => {
  await rig.record({ droneId: droneId(1), hit: true })
  await rig.record({ droneId: droneId(1), hit: false })
  isRankingUnavailable = true
  expect(await rig.record({ droneId: droneId(2), hit: true })).toMatchObject({ newRank: 1, rankChange: 0 })
  expect(await rig.record({ droneId: droneId(2), hit: false })).toMatchObject({ newRank: 2, rankChange: -1 })
  isRankingUnavailable = false
  expect(await rig.record({ droneId: droneId(2), hit: true })).toMatchObject({ newRank: 1, rankChange: 1 })
  expect((await rig.ranking.top(convoyId, 10)).map((r) => r.droneId)).toEqual([droneId(2), droneId(1)])
})

test('a ranking that lost its board is detected and rebuilt', async () => {
  for (let n = 1; n <= 3; n++) await rig.record({ droneId: droneId(n), hit: true })
  await rig.record({ droneId: droneId(2), hit: false })
  await rig.ranking.rebuild(convoyId, [])
  expect(await rig.record({ droneId: droneId(2), hit: false })).toMatchObject({ newRank: 3, rankChange: 0 })
  await rig.record({ droneId: droneId(2), hit: false })
  expect(await rig.ranking.top(convoyId, 10)).toHaveLength(3)
})

test('a repair at the start corrects board rows that a crash left duplicated or missing', async () => {
  await rig.record({ droneId: droneId(1), hit: true })
  await rig.record({ droneId: droneId(2), hit: true })
  const { rows } = await rig.store.scan(tables.leaderboard, { convoyId })
  const [first, second] = rows
  if (!first || !second) throw new Error('Expected two rows on the board.')
  await rig.store.insert(tables.leaderboard, [
    { ...first, accuracyBp: 4_000 },
    { ...first, droneId: droneId(4) },
    { ...first, totalEngagements: 77 },
  ])
  await rig.store.delete(tables.leaderboard, [second])
  const restarted = await rig.start()
  expect(await repairLeaderboards(restarted)).toMatchObject({ boards: 2, engagements: 2 })
  expect((await rig.store.scan(tables.leaderboard, { convoyId })).rows).toEqual(rows)
})

test('claims without a receipt are finished, a part of the claims at a time', async () => {
  const left = async (n: number, of: { convoyId: string; droneId: string }) => {
    failing.failAt({ write: 3, how: 'lost', down: true })
    await rig.record({ engagementId: engagementId(n), hit: true, ...of }).catch(() => null)
    failing.failAt(null)
  }
  await left(1, { convoyId, droneId: droneId(1) })
  await left(2, { convoyId: otherConvoyId, droneId: droneId(1_000) })
  const restarted = await rig.start()
  await left(3, { convoyId, droneId: droneId(2) })
  const bounds = { pages: 1, pageSize: 2 }
  const first = await finishClaims(restarted, null, bounds)
  expect(first).toEqual({ finished: 2, next: expect.any(String) })
  expect(await finishClaims(restarted, first.next, bounds)).toEqual({ finished: 1, next: null })
  expect(await finishClaims(restarted, null)).toEqual({ finished: 0, next: null })
  expect(await repairLeaderboards(restarted)).toMatchObject({ boards: 2, engagements: 3 })
  const claim = await rig.store.find(tables.engagementClaims, { engagementId: engagementId(2) })
  const record = claim && (await findEngagement(rig.store, claim.engagement))
  expect(record?.placement).toEqual({ before: null, after: 1, accuracyBp: 10_000 })
})

test('the accuracy figures of the cached fleet are kept, and a cache that fails holds nothing up', async () => {
  for (let n = 0; n < 3; n++) await rig.record({ droneId: droneId(1), hit: false })
  const [state] = await rig.fleet.read(convoyId, [droneId(1)], ['figures'])
  expect(state?.figures).toEqual({ totalEngagements: 3, successfulHits: 0, currentStreak: -3 })
  rig.fleet.describe = () => Promise.reject(new Failure('unavailable', 'The cache is unavailable, as planned.'))
  expect(await rig.record({ droneId: droneId(1), hit: true })).toMatchObject({ newAccuracyPct: 25 })
})
