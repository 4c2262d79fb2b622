import { afterEach, expect, test } from 'vitest'
import { localActor } from '../../../schema/permissions.ts'
import type { ReadStrategyName } from '../../../schema/strategies.ts'
import { convoyId, droneId, type EngagementRig, openEngagementRig } from '../../../tests/support/engagement-rig.ts'
import { createLeaderboardReader, leaderboardTtlMs } from '../../repositories/leaderboard-reader.ts'
import { type LeaderboardQuestion, readLeaderboard } from './read.ts'
import { changingBoard, loadAnswer, readCachedLeaderboard } from './read-cached.ts'

let rig: EngagementRig
afterEach(() => rig.close())

/** A process over the rig's store, with the rig's cache. */
function processOf(own: EngagementRig, strategy: ReadStrategyName = 'read-through') {
  const answers = createLeaderboardReader({ cache: rig.cache, clock: rig.clock }, loadAnswer(own), strategy)
  const deps = { ...own, answers }
  return {
    answers,
    read: (question: Partial<LeaderboardQuestion> = {}) =>
      readCachedLeaderboard(deps, localActor, { convoyId, limit: 10, atMs: null, rankBy: 'ACCURACY', ...question }),
    record: (input: Parameters<EngagementRig['record']>[0] = {}) =>
      changingBoard(deps, convoyId, () => own.record(input)),
  }
}

test('a board read again is answered from the cache, the same as without it', async () => {
  rig = await openEngagementRig({ drones: 12 })
  const { read, record, answers } = processOf(rig)
  for (let n = 1; n <= 12; n++) await record({ droneId: droneId(n), hit: n % 3 > 0 })
  for (const question of [{}, { limit: 3 }, { limit: 50 }, { rankBy: 'WILSON' as const, limit: 11 }]) {
    await read(question)
    expect(await read(question)).toEqual(
      await readLeaderboard(rig, localActor, { convoyId, limit: 10, atMs: null, rankBy: 'ACCURACY', ...question }),
    )
  }
  expect(answers.counters).toMatchObject({ hits: 5, misses: 3 })
})

test('once an engagement is answered, no board read in any process is without it', async () => {
  rig = await openEngagementRig({ sharedAs: 'a' })
  const [a, b] = [processOf(rig), processOf({ ...rig, ...(await rig.start({ sharedAs: 'b' })) })]
  for (let n = 1; n <= 6; n++) {
    const writer = n % 2 ? a : b
    await Promise.all([a.read(), b.read()])
    await writer.record({ droneId: droneId(1 + (n % 3)) })
    for (const { entries } of await Promise.all([a.read(), b.read()]))
      expect(entries.reduce((sum, { totalEngagements }) => sum + totalEngagements, 0)).toBe(n)
  }
})

test('what else a board shows is at most a second old', async () => {
  rig = await openEngagementRig({ drones: 2 })
  const { read, record } = processOf(rig)
  await record()
  const before = await read()
  const [drone] = rig.roster.dronesOf(convoyId)
  if (!drone) throw new Error('Expected a drone.')
  await rig.roster.addDrones(convoyId, [{ ...drone, droneId: droneId(9), callsign: 'HAWK-1-9' }])
  expect(await read()).toEqual(before)
  await rig.clock.advance(leaderboardTtlMs)
  expect(await read()).toMatchObject({ totalDrones: 3, asOfMs: rig.clock.nowMs() })
})

test('past and long boards are not cached, and store-only does not use the cache', async () => {
  rig = await openEngagementRig()
  const { read, record, answers } = processOf(rig)
  await record()
  await read({ atMs: rig.clock.nowMs() - 1 })
  await read({ limit: 51 })
  const storeOnly = processOf(rig, 'store-only')
  await storeOnly.read()
  expect([answers.counters, storeOnly.answers.counters]).toMatchObject([{ misses: 0 }, { misses: 0 }])
})

test('what is refused without a cache is refused with one', async () => {
  rig = await openEngagementRig()
  const { read, answers } = processOf(rig)
  await expect(read({ limit: 0 })).rejects.toMatchObject({ code: 'invalid' })
  await expect(read({ convoyId: droneId(1) as string as typeof convoyId })).rejects.toMatchObject({ code: 'missing' })
  await read()
  const question = { convoyId, limit: 10, atMs: null, rankBy: 'ACCURACY' } as const
  await expect(
    readCachedLeaderboard({ ...rig, answers }, { name: 'd', role: 'device' }, question),
  ).rejects.toMatchObject({
    code: 'forbidden',
  })
})
