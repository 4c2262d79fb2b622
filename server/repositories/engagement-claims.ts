/** Claims of engagements: each id is taken once, and keeps the answer that every retry gets. */
import { mapLimited } from '../../lib/async/map-limited.ts'
import type { EngagementReceipt } from '../../schema/engagements.ts'
import type { EngagementId } from '../../schema/ids.ts'
import type { Row } from '../../schema/table-types.ts'
import * as tables from '../../schema/tables.ts'
import type { Tables } from '../ports/tables.ts'
import type { EngagementRow } from './engagements.ts'

export type EngagementClaim = Row<typeof tables.engagementClaims>

/** Takes the id of an engagement for these values, unless it is taken. Returns the claim that stands, and whether it is this one. */
export async function claimEngagement(
  store: Tables,
  engagement: EngagementRow,
  nowMs: number,
): Promise<{ claim: EngagementClaim; taken: boolean }> {
  const { engagementId, convoyId } = engagement
  const claim = { engagementId, convoyId, engagement, receipt: null }
  const entry = { timeBucketMs: bucketOf(nowMs), claimedAtMs: nowMs, engagementId }
  // Both are durable before anything is done about the claim: one that is not in the log has no record either.
  const [logged, claimed] = await Promise.allSettled([
    store.insert(tables.claimLog, [entry]),
    store.insertIf(tables.engagementClaims, claim, null),
  ])
  if (logged.status === 'rejected') throw logged.reason
  if (claimed.status === 'rejected') throw claimed.reason
  const { applied, current } = claimed.value
  return { claim: current ?? claim, taken: applied }
}

const bucketOf = (atMs: number) => Math.floor(atMs / tables.claimLogBucketMs) * tables.claimLogBucketMs

export function findClaim(store: Tables, engagementId: EngagementId): Promise<EngagementClaim | null> {
  return store.find(tables.engagementClaims, { engagementId })
}

/** Keeps the answer to an engagement for every retry. The first one kept stands, and is the answer. */
export async function keepReceipt(
  store: Tables,
  claim: EngagementClaim,
  receipt: EngagementReceipt,
): Promise<EngagementReceipt> {
  const { current } = await store.insertIf(tables.engagementClaims, { ...claim, receipt }, { receipt: null })
  return current?.receipt ?? receipt
}

/** Where a pass over the claims goes on: through the log, or, where no pass was ever completed, through all claims. */
export type ClaimCursor = { beganAtMs: number } & (
  | { all: string | null }
  | { atMs: number; afterId: EngagementId | null }
)

const markName = 'claims'
/** Claims may come into the log so much later than their time says: clocks differ, and a write may take long. */
const marginMs = 15 * 60_000
const findsAtOnce = 32

/** Begins a pass over the claims taken since the one before. */
export async function beginClaimPass(store: Tables, nowMs: number): Promise<ClaimCursor> {
  const mark = await store.find(tables.repairMarks, { name: markName })
  if (!mark) return { beganAtMs: nowMs, all: null }
  const keptSinceMs = nowMs - (tables.claimLog.ttlMs ?? 0)
  // A clock that was set back must not leave out what was claimed since.
  const atMs = Math.max(keptSinceMs, Math.min(mark.atMs, nowMs - marginMs))
  return { beganAtMs: nowMs, atMs, afterId: null }
}

/** Every claim taken before this pass began was seen: the next one needs only those since. */
export function endClaimPass(store: Tables, { beganAtMs }: ClaimCursor): Promise<void> {
  return store.insert(tables.repairMarks, [{ name: markName, atMs: beganAtMs - marginMs }])
}

/** Claims whose answer was not kept, among the next `limit` (2 … 10,000) at most; `next` null: the pass has seen all. */
export async function unfinishedClaims(
  store: Tables,
  cursor: ClaimCursor,
  limit: number,
): Promise<{ claims: EngagementClaim[]; next: ClaimCursor | null }> {
  const { beganAtMs } = cursor
  if ('all' in cursor) {
    const after = cursor.all === null ? {} : { after: cursor.all }
    const { rows, next } = await store.scan(tables.engagementClaims, null, { limit, ...after })
    return { claims: rows.filter(isUnfinished), next: next === null ? null : { beganAtMs, all: next } }
  }
  const { atMs, afterId } = cursor
  const timeBucketMs = bucketOf(atMs)
  const from = { claimedAtMs: atMs, ...(afterId && { engagementId: afterId }) }
  const page = await store.scan(tables.claimLog, { timeBucketMs }, { from, limit })
  const entries = page.rows.filter(({ engagementId }) => engagementId !== afterId)
  const found = await mapLimited(entries, findsAtOnce, ({ engagementId }) => findClaim(store, engagementId))
  const claims = found.filter((claim) => claim !== null).filter(isUnfinished)
  const last = entries.at(-1)
  if (page.next !== null && last)
    return { claims, next: { beganAtMs, atMs: last.claimedAtMs, afterId: last.engagementId } }
  const nextBucketMs = timeBucketMs + tables.claimLogBucketMs
  return { claims, next: nextBucketMs > beganAtMs ? null : { beganAtMs, atMs: nextBucketMs, afterId: null } }
}

const isUnfinished = ({ receipt }: EngagementClaim): boolean => receipt === null
