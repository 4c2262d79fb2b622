/** Claims of engagements: each id is taken once, for the values under which its record is stored with the receipt. */
import { mapLimited } from '../../lib/async/map-limited.ts'
import type { EngagementReceipt } from '../../schema/engagements.ts'
import type { EngagementId } from '../../schema/ids.ts'
import type { Row } from '../../schema/table-types.ts'
import * as tables from '../../schema/tables.ts'
import type { Tables } from '../ports/tables.ts'
import { type EngagementRow, findEngagement } from './engagements.ts'
import { everyPage } from './every-page.ts'

export type EngagementClaim = Row<typeof tables.engagementClaims>

/** Claims the id of an engagement for these values, unless it is taken. Returns the current claim. */
export async function claimEngagement(
  store: Tables,
  engagement: EngagementRow,
  nowMs: number,
): Promise<EngagementClaim> {
  const { engagementId, convoyId } = engagement
  const claim = { engagementId, convoyId, engagement, receipt: null }
  const entry = { timeBucketMs: bucketOf(nowMs), claimedAtMs: nowMs, engagementId }
  // Both are durable before the record is stored, so every record has its claim in the log.
  const [logged, claimed] = await Promise.allSettled([
    store.insert(tables.claimLog, [entry]),
    store.insertIf(tables.engagementClaims, claim, null),
  ])
  if (logged.status === 'rejected') throw logged.reason
  if (claimed.status === 'rejected') throw claimed.reason
  return claimed.value.current ?? claim
}

const bucketOf = (atMs: number) => Math.floor(atMs / tables.claimLogBucketMs) * tables.claimLogBucketMs

export function findClaim(store: Tables, engagementId: EngagementId): Promise<EngagementClaim | null> {
  return store.find(tables.engagementClaims, { engagementId })
}

/** Stores the receipt of a record that was stored without one, unless there is one already. Returns the stored receipt. */
export async function keepReceipt(
  store: Tables,
  claim: EngagementClaim,
  receipt: EngagementReceipt,
): Promise<EngagementReceipt> {
  const { current } = await store.insertIf(tables.engagementClaims, { ...claim, receipt }, { receipt: null })
  return current?.receipt ?? receipt
}

/** Position of a pass over the claims: in the log or, when no pass has ever completed, in the table of all claims. */
export type ClaimCursor = { beganAtMs: number } & (
  | { all: string | null }
  | { atMs: number; afterId: EngagementId | null }
)

const markName = 'claims'
/** A claim may be logged this much later than its timestamp: clocks differ, and a write may take long. */
const marginMs = 15 * 60_000
const findsAtOnce = 32

/** Begins a pass over the claims taken since the previous pass. */
export async function beginClaimPass(store: Tables, nowMs: number): Promise<ClaimCursor> {
  const mark = await store.find(tables.repairMarks, { name: markName })
  if (!mark) return { beganAtMs: nowMs, all: null }
  const keptSinceMs = nowMs - (tables.claimLog.ttlMs ?? 0)
  // Must include claims taken after the clock was set back.
  const atMs = Math.max(keptSinceMs, Math.min(mark.atMs, nowMs - marginMs))
  return { beganAtMs: nowMs, atMs, afterId: null }
}

/** Records that every claim taken before this pass began was seen, so the next pass starts there. */
export function endClaimPass(store: Tables, { beganAtMs }: ClaimCursor): Promise<void> {
  return store.insert(tables.repairMarks, [{ name: markName, atMs: beganAtMs - marginMs }])
}

/** Claims of engagements without a receipt among the next `limit` (2 … 10,000) claims; `next` is null at the end of the pass. */
export async function unfinishedClaims(
  store: Tables,
  cursor: ClaimCursor,
  limit: number,
): Promise<{ claims: EngagementClaim[]; next: ClaimCursor | null }> {
  const { beganAtMs } = cursor
  if ('all' in cursor) {
    const after = cursor.all === null ? {} : { after: cursor.all }
    const { rows, next } = await store.scan(tables.engagementClaims, null, { limit, ...after })
    return { claims: await unfinishedOf(store, rows), next: next === null ? null : { beganAtMs, all: next } }
  }
  const { atMs, afterId } = cursor
  const timeBucketMs = bucketOf(atMs)
  const from = { claimedAtMs: atMs, ...(afterId && { engagementId: afterId }) }
  for await (const page of everyPage(store, tables.claimLog, { timeBucketMs }, { from, limit })) {
    const entries = page.filter(({ engagementId }) => engagementId !== afterId)
    const last = entries.at(-1)
    if (!last) continue
    const found = await mapLimited(entries, findsAtOnce, ({ engagementId }) => findClaim(store, engagementId))
    const claims = await unfinishedOf(
      store,
      found.filter((claim) => claim !== null),
    )
    return { claims, next: { beganAtMs, atMs: last.claimedAtMs, afterId: last.engagementId } }
  }
  const nextBucketMs = timeBucketMs + tables.claimLogBucketMs
  return { claims: [], next: nextBucketMs > beganAtMs ? null : { beganAtMs, atMs: nextBucketMs, afterId: null } }
}

async function unfinishedOf(store: Tables, claims: readonly EngagementClaim[]): Promise<EngagementClaim[]> {
  const open = claims.filter(({ receipt }) => receipt === null)
  const records = await mapLimited(open, findsAtOnce, ({ engagement }) => findEngagement(store, engagement))
  return open.filter((_, at) => !records[at]?.placement)
}
