import { createBatcher } from '../../../lib/async/batcher.ts'
import { mapLimited } from '../../../lib/async/map-limited.ts'
import type { EngagementReceipt } from '../../../schema/engagements.ts'
import type { ConvoyId, EngagementId } from '../../../schema/ids.ts'
import { type PlacedRecord, placementOfCounted, placeRecords } from '../../repositories/board.ts'
import { type EngagementClaim, keepReceipt } from '../../repositories/engagement-claims.ts'
import { type EngagementRow, findEngagement } from '../../repositories/engagements.ts'
import { isPlaced, toReceipt } from './rules.ts'
import { type StoreDeps, storeAndCount } from './store.ts'

/** Records claimed engagements in groups per convoy: a thousand concurrent ones cost a few durable writes, not thousands. */
export interface Finalizer {
  /**
   * Ranks the drone, stores the record with its receipt, counts it and publishes the events. What another call or process has stored
   * is not stored again. Once it resolves, the board of every process includes the record. Fails with `unavailable`: then call it
   * again.
   */
  finalize(claim: EngagementClaim): Promise<EngagementReceipt>
}

const maxGroupSize = 1_000
const callsAtOnce = 64

export function createFinalizer(deps: StoreDeps): Finalizer {
  const groups = createBatcher<ConvoyId, EngagementClaim, EngagementReceipt>({
    maxItems: maxGroupSize,
    run: (convoyId, close) => recordGroup(deps, convoyId, close),
  })
  return { finalize: (claim) => groups.add(claim.convoyId, claim) }
}

/** `close` returns the claims of the group, to which no more are added then. */
async function recordGroup(
  deps: StoreDeps,
  convoyId: ConvoyId,
  close: () => EngagementClaim[],
): Promise<PromiseSettledResult<EngagementReceipt>[]> {
  let claims: EngagementClaim[] = []
  const recorded = new Map<EngagementId, PlacedRecord>()
  /** Stored by a version that kept the receipt in the claim, but did not get that far. */
  const withoutReceipt = new Set<EngagementId>()
  /** Stored by a call that failed before it published their events. */
  const unpublished = new Set<EngagementId>()

  await deps.boards.add(
    convoyId,
    async (board) => {
      if (claims.length === 0) claims = close()
      unpublished.clear()
      const missing = new Map(claims.map(({ engagement }) => [engagement.engagementId, engagement]))
      for (const record of await findStored(deps, [...missing.values()])) {
        const { engagementId } = record
        const hasPlace = isPlaced(record)
        if (!hasPlace) withoutReceipt.add(engagementId)
        if (!hasPlace || deps.engagementEvents.isPending(engagementId, board.generation)) unpublished.add(engagementId)
        recorded.set(engagementId, hasPlace ? record : { ...record, placement: placementOfCounted(board, record) })
        missing.delete(engagementId)
      }
      return placeRecords(board, [...missing.values()])
    },
    async (board, records, turn) => {
      await storeAndCount(deps, board, records, turn)
      for (const record of records) recorded.set(record.engagementId, record)
    },
  )
  return Promise.allSettled(
    claims.map(async (claim) => {
      const { engagementId } = claim
      const record = recorded.get(engagementId) as PlacedRecord
      if (unpublished.delete(engagementId)) await deps.engagementEvents.publish([record])
      const isLeft = withoutReceipt.delete(engagementId)
      return isLeft ? keepReceipt(deps.tables, claim, toReceipt(record)) : toReceipt(record)
    }),
  )
}

/** Those of the records that another call or process has stored since they were claimed. */
async function findStored({ tables }: StoreDeps, records: readonly EngagementRow[]): Promise<EngagementRow[]> {
  const found = await mapLimited(records, callsAtOnce, (record) => findEngagement(tables, record))
  return found.filter((record) => record !== null)
}
