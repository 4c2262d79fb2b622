import { createBatcher } from '../../../lib/async/batcher.ts'
import { mapLimited } from '../../../lib/async/map-limited.ts'
import { isFailure } from '../../../lib/errors.ts'
import type { EngagementReceipt } from '../../../schema/engagements.ts'
import type { ConvoyId, EngagementId } from '../../../schema/ids.ts'
import type { FleetCache, Ports } from '../../ports/index.ts'
import {
  type Board,
  type CountedDrone,
  countRecords,
  type PlacedRecord,
  placementOfCounted,
  placeRecords,
} from '../../repositories/board.ts'
import type { WritingTurn } from '../../repositories/board-access.ts'
import { updateDerived } from '../../repositories/board-reconciliation.ts'
import { type EngagementClaim, keepReceipt } from '../../repositories/engagement-claims.ts'
import type { EngagementEvents } from '../../repositories/engagement-events.ts'
import type { RecentEngagements } from '../../repositories/engagement-pages.ts'
import { findEngagement, storeEngagements } from '../../repositories/engagements.ts'
import type { Leaderboards } from '../../repositories/leaderboards.ts'
import { isPlaced, toReceipt } from './rules.ts'

/** Records claimed engagements in groups per convoy: a thousand concurrent ones cost a few durable writes, not thousands. */
export interface Finalizer {
  /**
   * Ranks the drone, stores the record with its receipt, counts it and publishes the events. What another call or process has stored
   * is not stored again. Once it resolves, the board of every process includes the record. Fails with `unavailable`: then call it
   * again.
   */
  finalize(claim: EngagementClaim): Promise<EngagementReceipt>
}

export type FinalizerDeps = Pick<Ports, 'tables' | 'ranking' | 'clock'> & {
  boards: Leaderboards
  recents: RecentEngagements
  engagementEvents: EngagementEvents
  /** Null in a process that shares its database with no other. */
  fleet: Pick<FleetCache, 'describe'> | null
}

const maxGroupSize = 1_000
const callsAtOnce = 64

export function createFinalizer(deps: FinalizerDeps): Finalizer {
  const groups = createBatcher<ConvoyId, EngagementClaim, EngagementReceipt>({
    maxItems: maxGroupSize,
    run: (convoyId, close) => recordGroup(deps, convoyId, close),
  })
  return { finalize: (claim) => groups.add(claim.convoyId, claim) }
}

/** `close` ends the group and returns its claims: the same ones at every call. */
async function recordGroup(
  deps: FinalizerDeps,
  convoyId: ConvoyId,
  close: () => EngagementClaim[],
): Promise<PromiseSettledResult<EngagementReceipt>[]> {
  await using access = await deps.boards.open(convoyId)
  for (;;) {
    const board = await access.catchUp()
    const claims = close()
    const { stored, placed } = await findOrPlace(deps, board, claims)
    if (placed.length > 0) {
      const turn = await access.take(placed)
      if (!turn) continue
      await storeAndCount(deps, board, placed, turn)
      await deps.engagementEvents.publish(placed)
      await access.end()
    }
    const receipts = new Map<EngagementId, EngagementReceipt | Promise<EngagementReceipt>>()
    for (const record of placed) receipts.set(record.engagementId, toReceipt(record))
    for (const one of stored) receipts.set(one.claim.engagementId, finishStored(deps, one))
    return Promise.allSettled(
      claims.map(({ engagementId }) => receipts.get(engagementId) as Promise<EngagementReceipt>),
    )
  }
}

/** A record that another call or process has stored since it was claimed. */
interface StoredRecord {
  claim: EngagementClaim
  record: PlacedRecord
  /** False: an older version stored the record and failed before it saved the receipt in the claim. */
  hasReceipt: boolean
  /** False: stored by a call that failed before it published its events. */
  isPublished: boolean
}

/** The records of these claims: those stored already, and the others with their places on the board. */
async function findOrPlace(
  { tables, engagementEvents }: FinalizerDeps,
  board: Board,
  claims: readonly EngagementClaim[],
): Promise<{ stored: StoredRecord[]; placed: PlacedRecord[] }> {
  const distinct = [...new Map(claims.map((claim) => [claim.engagementId, claim])).values()]
  const found = await mapLimited(distinct, callsAtOnce, ({ engagement }) => findEngagement(tables, engagement))
  const stored = distinct.flatMap((claim, at): StoredRecord[] => {
    const record = found[at]
    if (!record) return []
    if (!isPlaced(record)) {
      const placed = { ...record, placement: placementOfCounted(board, record) }
      return [{ claim, record: placed, hasReceipt: false, isPublished: false }]
    }
    const isPublished = !engagementEvents.isPending(record.engagementId, board.generation)
    return [{ claim, record, hasReceipt: true, isPublished }]
  })
  const missing = distinct.filter((_, at) => !found[at]).map(({ engagement }) => engagement)
  return { stored, placed: placeRecords(board, missing) }
}

async function finishStored(
  { tables, engagementEvents }: FinalizerDeps,
  { claim, record, hasReceipt, isPublished }: StoredRecord,
): Promise<EngagementReceipt> {
  if (!isPublished) await engagementEvents.publish([record])
  const receipt = toReceipt(record)
  return hasReceipt ? receipt : keepReceipt(tables, claim, receipt)
}

/**
 * Stores the records of a turn and counts them. Resolves when they are stored. A failed update of derived data is left to the next
 * turn, which reconciles it.
 */
export async function storeAndCount(
  deps: FinalizerDeps,
  board: Board,
  records: readonly PlacedRecord[],
  turn: WritingTurn,
): Promise<void> {
  turn.requireHeld()
  await storeEngagements(deps, records, board.days)
  turn.requireHeld()
  const drones = countRecords(board, records)
  await Promise.all([updateDerived(deps, board, records, drones), cacheTallies(deps, board.convoyId, drones)])
}

/** Best effort: the process that maintains the cached fleet repairs it. */
async function cacheTallies(
  { fleet }: FinalizerDeps,
  convoyId: ConvoyId,
  drones: readonly CountedDrone[],
): Promise<void> {
  const facts = drones.map(({ droneId, tally }) => ({ droneId, figures: tally }))
  try {
    await fleet?.describe(convoyId, facts)
  } catch (error) {
    if (!isFailure(error)) throw error
  }
}
