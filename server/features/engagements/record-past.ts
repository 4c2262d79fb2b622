import { mapLimited } from '../../../lib/async/map-limited.ts'
import { dayMsOf } from '../../../lib/time/day.ts'
import type { Engagement } from '../../../schema/engagements.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import { emptyBoard, type PlacedRecord, placeRecords } from '../../repositories/board.ts'
import { findEngagement } from '../../repositories/engagements.ts'
import { type FinalizerDeps, storeAndCount } from './finalize.ts'

/** Records of one turn on a board. */
const recordsPerTurn = 500
const readsAtOnce = 64

/**
 * Records engagements from before all others of a convoy, oldest first, those that are not recorded yet. Each is placed on the board
 * as it was then. Nobody is notified of them: they are no news. Resolves once the boards of all processes include them.
 */
export async function recordPastEngagements(
  deps: FinalizerDeps,
  convoyId: ConvoyId,
  engagements: readonly Engagement[],
): Promise<void> {
  const rows = engagements.map((one) => ({
    ...one,
    dayMs: dayMsOf(one.engagedAtMs),
    recordedAtMs: one.engagedAtMs,
    placement: null,
  }))
  const placed = placeRecords(emptyBoard(convoyId), rows)
  for (let at = 0; at < placed.length; at += recordsPerTurn)
    await recordTurn(deps, convoyId, placed.slice(at, at + recordsPerTurn))
}

async function recordTurn(deps: FinalizerDeps, convoyId: ConvoyId, records: readonly PlacedRecord[]): Promise<void> {
  await using access = await deps.boards.open(convoyId)
  for (;;) {
    const board = await access.catchUp()
    const found = await mapLimited(records, readsAtOnce, (record) => findEngagement(deps.tables, record))
    const missing = records.filter((_, at) => !found[at])
    if (missing.length === 0) return
    const turn = await access.take(missing)
    if (!turn) continue
    await storeAndCount(deps, board, missing, turn)
    deps.engagementEvents.forget(missing)
    await access.end()
    return
  }
}
