import { afterEach, expect, test } from 'vitest'
import { dayMsOf } from '../../../lib/time/day.ts'
import * as tables from '../../../schema/tables.ts'
import {
  convoyId,
  droneId,
  type EngagementRig,
  engagementId,
  openEngagementRig,
} from '../../../tests/support/engagement-rig.ts'
import type { Tables } from '../../ports/tables.ts'
import type { EngagementRow } from '../../repositories/engagements.ts'
import { checkLeaderboards, finishClaims, repairLeaderboards } from './repair.ts'

let rig: EngagementRig
afterEach(() => rig.close())

const dayMs = 86_400_000
const droneCount = 4

/** Counts reads of the store and the rows they return. */
function countReads(store: Tables) {
  const reads = { calls: 0, rows: 0 }
  const counting: Tables = {
    ...store,
    async find(...args) {
      const row = await store.find(...args)
      reads.calls += 1
      reads.rows += row ? 1 : 0
      return row
    },
    async scan(...args) {
      const page = await store.scan(...args)
      reads.calls += 1
      reads.rows += page.rows.length
      return page
    },
  }
  return { reads, counting }
}

/** A year of finished records, as a version without snapshots and without the log of claims would have left them. */
async function fillYear(count: number): Promise<void> {
  const nowMs = rig.clock.nowMs()
  const days = Array.from({ length: 365 }, (_, day) => ({ convoyId, dayMs: dayMsOf(nowMs - (day + 1) * dayMs) }))
  await rig.store.insert(tables.engagementDays, days)
  const rows = Array.from({ length: count }, (_, n): EngagementRow => {
    const engagedAtMs = dayMsOf(nowMs) - 1 - Math.floor((n * 364 * dayMs) / count)
    return {
      ...{ convoyId, dayMs: dayMsOf(engagedAtMs), engagedAtMs, engagementId: engagementId(n) },
      ...{ droneId: droneId(1 + (n % droneCount)), weaponType: 'NONE', target: null, hit: n % 3 > 0, bda: 'UNKNOWN' },
      recordedAtMs: engagedAtMs,
      placement: null,
    }
  })
  const receipt = { newRank: 1, rankChange: 0, newAccuracyPct: 50 }
  for (let from = 0; from < count; from += 10_000) {
    const some = rows.slice(from, from + 10_000)
    await rig.store.insert(tables.engagements, some)
    await rig.store.insert(
      tables.engagementClaims,
      some.map((engagement) => ({
        ...{ engagementId: engagement.engagementId, convoyId, engagement },
        receipt: { engagementId: engagement.engagementId, ...receipt },
      })),
    )
  }
}

async function passOverClaims(process: Parameters<typeof finishClaims>[0]): Promise<number> {
  let after: string | null = null
  let finished = 0
  do {
    const part = await finishClaims(process, after)
    finished += part.finished
    after = part.next
  } while (after !== null)
  return finished
}

/** The cost of a start, of a quiet period and of one with a few records, over a history of that many records. */
async function costsWith(history: number, sharedAs: string | null) {
  rig = await openEngagementRig()
  await fillYear(history)
  const shared = (name: string) => (sharedAs ? { sharedAs: name } : {})
  const first = await rig.start(shared('first'))
  expect(await repairLeaderboards(first)).toMatchObject({ engagements: history })
  await passOverClaims(first)

  let counted: ReturnType<typeof countReads> | undefined
  const next = await rig.start({
    ...shared('next'),
    wrapTables: (store) => {
      counted ??= countReads(store)
      return counted.counting
    },
  })
  const { reads } = counted as ReturnType<typeof countReads>
  const taken = () => {
    const cost = { ...reads }
    Object.assign(reads, { calls: 0, rows: 0 })
    return cost
  }
  expect(await repairLeaderboards(next)).toMatchObject({ engagements: history })
  const start = taken()
  for (let n = 0; n < 3; n++) await checkLeaderboards(next)
  taken()
  expect(await checkLeaderboards(next)).toMatchObject({ engagements: history })
  await passOverClaims(next)
  const quiet = taken()
  for (let n = 0; n < 5; n++) await next.record({ engagementId: engagementId(2_000_000 + n) })
  await checkLeaderboards(next)
  await passOverClaims(next)
  const busy = taken()
  await rig.close()
  return { start, quiet, busy }
}

test.each([
  { processes: 'one process', sharedAs: null },
  { processes: 'processes that share a store', sharedAs: 'shared' },
])(
  'F127 boards and claims of $processes: the cost of a start and a repair depends on what changed, not on the size of the history',
  async ({ sharedAs }) => {
    const [few, many] = [await costsWith(2_000, sharedAs), await costsWith(100_000, sharedAs)]
    expect(many).toEqual(few)
    expect(many.quiet.rows).toBeLessThanOrEqual(5)
    expect(many.busy.rows).toBeLessThanOrEqual(60)
  },
  300_000,
)

test('a pass over the claims begins where the previous one ended, and finds claims left unfinished since', async () => {
  let isDown = false
  rig = await openEngagementRig({
    wrapTables: (store) => ({
      ...store,
      insert: (table, rows) =>
        isDown && table.name === 'engagements' ? Promise.reject(new Error('down')) : store.insert(table, rows),
    }),
  })
  expect(await passOverClaims(rig)).toBe(0)
  const left: string[] = []
  for (let n = 0; n < 5; n++) {
    await rig.clock.advance(40 * 60_000)
    isDown = true
    await rig.record({ engagementId: engagementId(n) }).catch(() => null)
    isDown = false
    left.push(engagementId(n))
    await rig.record({ engagementId: engagementId(100 + n) })
  }
  let after: string | null = null
  let finished = 0
  for (let parts = 0; parts < 100; parts++) {
    const part = await finishClaims(rig, after, { pages: 1, pageSize: 2 })
    finished += part.finished
    after = part.next
    if (after === null) break
  }
  expect([finished, after]).toEqual([5, null])
  const placed = (await rig.store.scan(tables.engagements, null)).rows.filter(({ placement }) => placement !== null)
  expect(placed.map(({ engagementId: id }) => id)).toEqual(expect.arrayContaining(left))
  expect(await passOverClaims(rig)).toBe(0)

  // Claims taken after the clock was set back are still found.
  rig.clock.setNow(rig.clock.nowMs() - 3_600_000)
  isDown = true
  await rig.record({ engagementId: engagementId(50) }).catch(() => null)
  isDown = false
  expect(await passOverClaims(rig)).toBe(1)
})
