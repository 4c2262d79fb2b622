import { createBatcher } from '../../../lib/async/batcher.ts'
import { mapLimited } from '../../../lib/async/map-limited.ts'
import { isFailure } from '../../../lib/errors.ts'
import { startTally, toTally } from '../../../lib/stats/tally.ts'
import type { EngagementReceipt } from '../../../schema/engagements.ts'
import type { ConvoyId, DroneId, EngagementId } from '../../../schema/ids.ts'
import type { FleetCache, Ports } from '../../ports/index.ts'
import {
  addToBoard,
  type Board,
  canAddTo,
  type PlacedRecord,
  placementOfCounted,
  placeRecords,
} from '../../repositories/board.ts'
import { recountBoard } from '../../repositories/board-loading.ts'
import { updateDerived } from '../../repositories/board-reconciliation.ts'
import { type EngagementClaim, keepReceipt } from '../../repositories/engagement-claims.ts'
import type { EngagementEvents } from '../../repositories/engagement-events.ts'
import type { RecentEngagements } from '../../repositories/engagement-pages.ts'
import { type EngagementRow, findEngagement, storeEngagements } from '../../repositories/engagements.ts'
import type { WritingTurn } from '../../repositories/held-turn.ts'
import { dropSnapshots } from '../../repositories/leaderboard-snapshots.ts'
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

type FinalizerDeps = Pick<Ports, 'tables' | 'ranking' | 'clock'> & {
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

/** `close` returns the claims of the group, to which no more are added then. */
async function recordGroup(
  deps: FinalizerDeps,
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
async function findStored({ tables }: FinalizerDeps, records: readonly EngagementRow[]): Promise<EngagementRow[]> {
  const found = await mapLimited(records, callsAtOnce, (record) => findEngagement(tables, record))
  return found.filter((record) => record !== null)
}

/**
 * Stores the records of a turn, counts them and publishes their events. Resolves when all of it is done. What derives from the
 * records may fail: it is then left to the next turn, which compares it with them.
 */
async function storeAndCount(
  deps: FinalizerDeps,
  board: Board,
  records: readonly EngagementRow[],
  turn: WritingTurn,
): Promise<void> {
  deps.engagementEvents.expect(records, board.generation)
  await storeRecords(deps, board, records, turn)

  turn.requireHeld()
  const droneIds = new Set(records.map(({ droneId }) => droneId))
  const newDrones = new Set([...droneIds].filter((droneId) => !board.tallies.has(droneId)))
  for (const record of records) addToBoard(board, record)
  await Promise.all([updateDerived(deps, board, records, newDrones), cacheFigures(deps, board, droneIds)])
  await deps.engagementEvents.publish(records)
}

async function storeRecords(
  { tables, boards, recents }: FinalizerDeps,
  board: Board,
  records: readonly EngagementRow[],
  turn: WritingTurn,
): Promise<void> {
  const fromMs = Math.min(...records.map(({ engagedAtMs }) => engagedAtMs))
  await dropSnapshots(tables, board, fromMs)
  if (!canAddTo(board, records)) await recountBoard({ tables, isShared: boards.isShared }, board, fromMs)
  turn.requireHeld()
  try {
    await storeEngagements(tables, records, board.days)
  } finally {
    await recents.invalidate(records)
  }
}

/** A failure is made up for by the process that keeps the cached fleet. */
async function cacheFigures({ fleet }: FinalizerDeps, board: Board, droneIds: ReadonlySet<DroneId>): Promise<void> {
  const facts = Array.from(droneIds, (droneId) => ({
    droneId,
    figures: toTally(board.tallies.get(droneId) ?? startTally()),
  }))
  try {
    await fleet?.describe(board.convoyId, facts)
  } catch (error) {
    if (!isFailure(error)) throw error
  }
}
