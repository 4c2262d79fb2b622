/** The hours whose engagements changed: by the log of claims, so that the cost follows what was recorded. */
import type { ConvoyId, EngagementId } from '../../../schema/ids.ts'
import * as tables from '../../../schema/tables.ts'
import { telemetryBucketMs as hourMs } from '../../../schema/telemetry.ts'
import type { Tables } from '../../ports/index.ts'
import { findClaim } from '../../repositories/engagement-claims.ts'
import { daysOf, findEngagement } from '../../repositories/engagements.ts'
import { everyPage } from '../../repositories/every-page.ts'

/** A claim may be logged, and its record stored, this much later than it was taken. */
const marginMs = 15 * 60_000

export interface EngagementHours {
  /** Hours with engagements recorded since this was asked last, or since `sinceMs`. Call the returned function once they are exported. */
  changed(sinceMs: number, nowMs: number): Promise<{ hours: number[]; exported: () => void }>
}

const hourOf = (atMs: number): number => Math.floor(atMs / hourMs) * hourMs

export function createEngagementHours(store: Tables): EngagementHours {
  const exportedIds = new Map<EngagementId, number>()
  return {
    async changed(sinceMs, nowMs) {
      const fromMs = sinceMs - marginMs
      for (const [engagementId, claimedAtMs] of exportedIds) if (claimedAtMs < fromMs) exportedIds.delete(engagementId)
      const hours = new Set<number>()
      const seen: [EngagementId, number][] = []
      for (let bucketMs = hourOf(fromMs); bucketMs <= nowMs + marginMs; bucketMs += tables.claimLogBucketMs)
        for await (const rows of everyPage(store, tables.claimLog, { timeBucketMs: bucketMs }))
          for (const { engagementId, claimedAtMs } of rows) {
            if (claimedAtMs < fromMs || exportedIds.has(engagementId)) continue
            const claim = await findClaim(store, engagementId)
            // Claimed, and not recorded yet: looked at again next time.
            if (!claim || !(await findEngagement(store, claim.engagement))) continue
            hours.add(hourOf(claim.engagement.engagedAtMs))
            seen.push([engagementId, claimedAtMs])
          }
      return {
        hours: [...hours],
        exported() {
          for (const [engagementId, claimedAtMs] of seen) exportedIds.set(engagementId, claimedAtMs)
        },
      }
    },
  }
}

/** All hours of the days with engagements since `sinceMs`. */
export async function engagementHoursSince(
  store: Tables,
  convoyIds: readonly ConvoyId[],
  sinceMs: number,
): Promise<number[]> {
  const days = new Set<number>()
  for (const convoyId of convoyIds)
    for await (const dayMs of daysOf(store, convoyId, { afterMs: sinceMs })) days.add(dayMs)
  return [...days].flatMap((dayMs) => Array.from({ length: 24 }, (_, hour) => dayMs + hour * hourMs))
}
