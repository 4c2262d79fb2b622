import { createBatcher } from '../../../lib/async/batcher.ts'
import { mapLimited } from '../../../lib/async/map-limited.ts'
import type { EngagementReceipt } from '../../../schema/engagements.ts'
import type { ConvoyId, EngagementId } from '../../../schema/ids.ts'
import { type EngagementClaim, keepReceipt } from '../../repositories/engagement-claims.ts'
import { type EngagementRow, findEngagement } from '../../repositories/engagements.ts'
import { isPlaced, placementOfCounted, placeRecords, toReceipt } from './placement.ts'
import { type StoreDeps, storeAndCount } from './store.ts'

/** Records claimed engagements in groups per convoy: a thousand concurrent ones cost a few durable writes, not thousands. */
export interface Finalizer {
  /**
   * Ranks the drone, stores the record with its receipt, counts it and publishes the events. What another call or another process has
   * stored is not stored again. Fails with `unavailable`: then call it again. `isNew`: the caller has just taken the claim.
   */
  finalize(claim: EngagementClaim, isNew: boolean): Promise<EngagementReceipt>
}

const maxGroupSize = 1_000
const findsAtOnce = 64

export function createFinalizer(deps: StoreDeps): Finalizer {
  const groups = createBatcher<ConvoyId, EngagementClaim, EngagementReceipt>({
    maxItems: maxGroupSize,
    run: (convoyId, close) => recordGroup(deps, convoyId, close),
  })
  return {
    async finalize(claim, isNew) {
      // Usually another call has stored it long ago: a retry then waits for no group and no turn.
      const stored = isNew ? null : await findEngagement(deps.tables, claim.engagement)
      return stored ? receiptOf(deps, claim, stored) : groups.add(claim.convoyId, claim)
    },
  }
}

/** `close` returns the claims of the group, to which no more are added then. */
async function recordGroup(
  deps: StoreDeps,
  convoyId: ConvoyId,
  close: () => EngagementClaim[],
): Promise<PromiseSettledResult<EngagementReceipt>[]> {
  const recorded = new Map<EngagementId, EngagementRow>()
  let claims: EngagementClaim[] = []
  await deps.boards.add(
    convoyId,
    async (board) => {
      if (claims.length === 0) claims = close()
      const asked = new Map(claims.map(({ engagement }) => [engagement.engagementId, engagement]))
      // Another call or process may have recorded the same engagement since it was claimed.
      const find = (record: EngagementRow) => findEngagement(deps.tables, record)
      for (const record of await mapLimited([...asked.values()], findsAtOnce, find)) {
        if (!record) continue
        recorded.set(record.engagementId, record)
        asked.delete(record.engagementId)
      }
      return placeRecords(board, [...asked.values()])
    },
    async (board, records, turn) => {
      await storeAndCount(deps, board, records, turn)
      for (const record of records) recorded.set(record.engagementId, record)
    },
  )
  return Promise.allSettled(
    claims.map((claim) => receiptOf(deps, claim, recorded.get(claim.engagementId) ?? claim.engagement)),
  )
}

/** The receipt of a stored record. Publishes its events if a call that failed midway has not. */
async function receiptOf(deps: StoreDeps, claim: EngagementClaim, record: EngagementRow): Promise<EngagementReceipt> {
  const { boards, engagementEvents, tables } = deps
  const isPending = () => engagementEvents.isPending(record.engagementId)
  if (isPlaced(record) && !isPending()) return toReceipt(record)
  // Waits for a call that is still counting the record: that one publishes it.
  const board = await boards.catchUp(record.convoyId)
  if (isPlaced(record)) {
    if (isPending()) await engagementEvents.publish([record])
    return toReceipt(record)
  }
  const placed = { ...record, placement: placementOfCounted(board, record) }
  const receipt = await keepReceipt(tables, claim, toReceipt(placed))
  await engagementEvents.publish([placed])
  return receipt
}
