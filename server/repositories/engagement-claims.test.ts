import { expect, test } from 'vitest'
import { dayMsOf } from '../../lib/time/day.ts'
import * as tables from '../../schema/tables.ts'
import { convoyId, droneId, engagementId, openEngagementRig } from '../../tests/support/engagement-rig.ts'
import { type ClaimCursor, claimEngagement, unfinishedClaims } from './engagement-claims.ts'
import type { EngagementRow } from './engagements.ts'

test('a pass reads on in an hour of which ten thousand entries have expired', async () => {
  const rig = await openEngagementRig()
  const { store, clock } = rig
  const beganAtMs = clock.nowMs()
  const timeBucketMs = beganAtMs - (beganAtMs % tables.claimLogBucketMs)
  const entries = Array.from({ length: 10_000 }, (_, n) => ({
    ...{ timeBucketMs, claimedAtMs: timeBucketMs },
    engagementId: engagementId(n),
  }))
  await store.insert(tables.claimLog, entries)
  clock.setNow(beganAtMs + (tables.claimLog.ttlMs ?? 0)) // not by its timers, which would sweep the hour away
  const row: EngagementRow = {
    ...{ convoyId, dayMs: dayMsOf(beganAtMs), engagedAtMs: beganAtMs, engagementId: engagementId(20_000) },
    ...{
      droneId: droneId(1),
      weaponType: 'NONE',
      target: null,
      hit: true,
      bda: 'UNKNOWN',
      recordedAtMs: beganAtMs,
      placement: null,
    },
  }
  await claimEngagement(store, row, timeBucketMs + 1)
  const found = []
  let cursor: ClaimCursor | null = { beganAtMs, atMs: timeBucketMs, afterId: null }
  while (cursor) {
    const { claims, next } = await unfinishedClaims(store, cursor, 1_000)
    found.push(...claims)
    cursor = next
  }
  expect(found.map((claim) => claim.engagementId)).toEqual([engagementId(20_000)])
  await rig.close()
})
