import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DroneId } from '../../../schema/ids.ts'
import { localActor } from '../../../schema/permissions.ts'
import * as tables from '../../../schema/tables.ts'
import {
  convoyId,
  droneId,
  type EngagementRig,
  engagementId,
  openEngagementRig,
} from '../../../tests/support/engagement-rig.ts'
import { type EngagementsQuery, listEngagements } from './list.ts'

let rig: EngagementRig
beforeEach(async () => {
  rig = await openEngagementRig()
})
afterEach(() => rig.close())

const list = (query: Partial<EngagementsQuery> = {}) =>
  listEngagements(rig, localActor, { convoyId, first: 10, after: null, ...query })

/** 40 engagements over five days, four at each instant. */
async function recordSome(): Promise<string[]> {
  const nowMs = rig.clock.nowMs()
  const inputs = Array.from({ length: 40 }, (_, n) => ({
    engagementId: engagementId(n),
    droneId: droneId(1 + (n % 4)),
    engagedAtMs: nowMs - Math.floor(n / 4) * 12 * 3_600_000,
  }))
  await Promise.all(inputs.map((input) => rig.record(input)))
  return inputs.map((input) => input.engagementId)
}

async function everyId(query: Partial<EngagementsQuery>): Promise<string[]> {
  const ids: string[] = []
  for (let after: string | null = null; ; ) {
    const page = await list({ ...query, after })
    expect(page.nodes.length).toBeLessThanOrEqual(query.first ?? 10)
    ids.push(...page.nodes.map((node) => node.engagementId))
    if (page.next === null) return ids
    after = page.next
  }
}

test.each([1, 3, 4, 7, 40, 500])('pages of %d list every engagement once, newest first', async (first) => {
  const ids = await recordSome()
  expect(await everyId({ first })).toEqual(ids)
})

test('a list can be limited to one drone’s engagements', async () => {
  const ids = await recordSome()
  expect(await everyId({ first: 3, droneId: droneId(2) })).toEqual(ids.filter((_, n) => n % 4 === 1))
  expect(await everyId({ droneId: droneId(9) as DroneId })).toEqual([])
})

test('an engagement recorded while paging does not shift the next page', async () => {
  const ids = await recordSome()
  const page = await list({ first: 10 })
  await rig.record({ engagementId: engagementId(99) })
  const rest = await list({ first: 500, after: page.next })
  expect(rest.nodes.map((node) => node.engagementId)).toEqual(ids.slice(10))
})

test('a drone’s newest engagements are read from the store once, and a new one is listed as soon as it is recorded', async () => {
  await rig.record({ engagementId: engagementId(1) })
  const newest = async (first: number) =>
    (await list({ droneId: droneId(1), first })).nodes.map((node) => node.engagementId)
  for (let n = 0; n < 5; n++) expect(await newest(5)).toEqual([engagementId(1)])
  expect(rig.recents.counters).toMatchObject({ misses: 1, hits: 4 })
  rig.clock.setNow(rig.clock.nowMs() + 1)
  await rig.record({ engagementId: engagementId(2) })
  expect(await newest(1)).toEqual([engagementId(2)])
  expect(await newest(20)).toEqual([engagementId(2), engagementId(1)])
})

test('old records of a drone are found over several short pages, each of which reads a bounded number of rows', async () => {
  const nowMs = rig.clock.nowMs()
  await rig.record({ engagementId: engagementId(50_000), droneId: droneId(2), engagedAtMs: nowMs - 3_600_000 })
  const claim = await rig.store.find(tables.engagementClaims, { engagementId: engagementId(50_000) })
  if (!claim) throw new Error('Expected a claim.')
  const others = Array.from({ length: 25_000 }, (_, n) => ({
    ...claim.engagement,
    engagementId: engagementId(n),
    droneId: droneId(1),
    engagedAtMs: nowMs - n,
  }))
  await rig.store.insert(tables.engagements, others)
  const sizes: number[] = []
  for (let after: string | null = null; ; ) {
    const page = await list({ droneId: droneId(2), first: 30, after })
    sizes.push(page.nodes.length)
    if (page.next === null) break
    after = page.next
  }
  expect(sizes).toEqual([0, 0, 1])
})

test('a convoy without engagements has one empty page; an unknown convoy fails as missing', async () => {
  expect(await list()).toEqual({ nodes: [], next: null })
  await expect(list({ convoyId: droneId(1) as never })).rejects.toMatchObject({ code: 'missing' })
})

test.each([0, -1, 1.5, 501, 1e9, Number.NaN])('a page of %d is refused', async (first) => {
  await expect(list({ first })).rejects.toMatchObject({ code: 'invalid', faults: [{ path: 'first' }] })
})

test.each(['', 'x', '!!', 'MTIz', Buffer.from('1 x').toString('base64url'), 'A'.repeat(10_000)])(
  'an invalid cursor (%s) is refused',
  async (after) => {
    await expect(list({ after })).rejects.toMatchObject({ code: 'invalid', faults: [{ path: 'after' }] })
  },
)

test('listing requires permission to read the picture', async () => {
  const listing = listEngagements(rig, { name: 'drone', role: 'device' }, { convoyId, first: 1, after: null })
  await expect(listing).rejects.toMatchObject({ code: 'forbidden' })
})
