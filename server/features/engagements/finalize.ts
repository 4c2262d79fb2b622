import { createBatcher } from '../../../lib/async/batcher.ts'
import { createKeyedMutex } from '../../../lib/async/keyed-mutex.ts'
import { mapLimited } from '../../../lib/async/map-limited.ts'
import type { EngagementReceipt } from '../../../schema/engagements.ts'
import type { ConvoyId, EngagementId } from '../../../schema/ids.ts'
import { type EngagementClaim, keepReceipt } from '../../repositories/engagement-claims.ts'
import { type EngagementRow, findEngagement } from '../../repositories/engagements.ts'
import { isPlaced, placementOfCounted, placeRecords, toReceipt } from './placement.ts'
import { type StoreDeps, storeAndCount } from './store.ts'

/** A claim without a known receipt. `isNew`: it was taken by this call, so no earlier one can have stored anything for it. */
export interface OpenClaim {
  claim: EngagementClaim
  isNew: boolean
}

/** Records claimed engagements in groups per convoy: a thousand concurrent ones cost a few durable writes, not thousands. */
export interface Finalizer {
  /** Serializes all work on one engagement id. */
  exclusive<R>(engagementId: EngagementId, run: () => Promise<R>): Promise<R>
  /**
   * Ranks the drone, stores the record with its receipt, counts it and publishes the events. What an earlier call or another process
   * has stored is not stored again. Call it within `exclusive`. Fails with `unavailable`: then call it again.
   */
  finalize(open: OpenClaim): Promise<EngagementReceipt>
}

const maxGroupSize = 1_000
const findsAtOnce = 64

export function createFinalizer(deps: StoreDeps): Finalizer {
  const ids = createKeyedMutex<EngagementId>()
  const groups = createBatcher<ConvoyId, EngagementClaim, EngagementReceipt>({
    maxItems: maxGroupSize,
    run: (convoyId, close) => recordGroup(deps, convoyId, close),
  })
  return {
    exclusive: ids.run,
    async finalize({ claim, isNew }) {
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
      const asked = claims.map(({ engagement }) => engagement)
      // Another process may have recorded the same engagement meanwhile.
      const stored = deps.boards.isShared
        ? await mapLimited(asked, findsAtOnce, (record) => findEngagement(deps.tables, record))
        : []
      for (const record of stored) if (record) recorded.set(record.engagementId, record)
      return placeRecords(
        board,
        asked.filter(({ engagementId }) => !recorded.has(engagementId)),
      )
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
  if (isPlaced(record) && !engagementEvents.isPending(record.engagementId)) return toReceipt(record)
  const board = await boards.catchUp(record.convoyId)
  const placed = { ...record, placement: record.placement ?? placementOfCounted(board, record) }
  const receipt = isPlaced(record) ? toReceipt(placed) : await keepReceipt(tables, claim, toReceipt(placed))
  await engagementEvents.publish([placed])
  return receipt
}
