import { LRUCache } from 'lru-cache'
import { createBatcher } from '../../../lib/async/batcher.ts'
import { createKeyedMutex } from '../../../lib/async/keyed-mutex.ts'
import { mapLimited } from '../../../lib/async/map-limited.ts'
import { isFailure } from '../../../lib/errors.ts'
import { startTally, toTally } from '../../../lib/stats/tally.ts'
import type { EngagementReceipt } from '../../../schema/engagements.ts'
import type { ConvoyEvent } from '../../../schema/events.ts'
import type { ConvoyId, EngagementId } from '../../../schema/ids.ts'
import type { FleetCache, Ports } from '../../ports/index.ts'
import { addToCounters } from '../../repositories/accuracy-counters.ts'
import { announce } from '../../repositories/announce.ts'
import { type Board, canAddTo } from '../../repositories/board.ts'
import { saveRows } from '../../repositories/board-reconciliation.ts'
import type { WritingTurn } from '../../repositories/board-turns.ts'
import { type EngagementClaim, findClaim, keepReceipt } from '../../repositories/engagement-claims.ts'
import type { RecentEngagements } from '../../repositories/engagement-pages.ts'
import { type EngagementRow, isStored, storeEngagements } from '../../repositories/engagements.ts'
import { dropSnapshots, keepSnapshot } from '../../repositories/leaderboard-snapshots.ts'
import { type Leaderboards, recountBoard } from '../../repositories/leaderboards.ts'
import type { Roster } from '../../repositories/roster.ts'
import { countAndRank, type Placement, placementOfStored } from './count.ts'
import { rankChangeOf } from './rules.ts'

export type FinalizerDeps = Pick<Ports, 'tables' | 'ranking' | 'bus' | 'clock'> & {
  roster: Pick<Roster, 'findDrone'>
  boards: Leaderboards
  recents: RecentEngagements
  /** Null in a process that shares its database with no other. */
  fleet: Pick<FleetCache, 'describe'> | null
}

/** A claim without a receipt. `isNew`: it was taken by this call, so no earlier try can have stored anything for it. */
export interface UnfinishedClaim {
  claim: EngagementClaim
  isNew: boolean
}

/** Stores and counts claimed engagements, in batches per convoy: a thousand concurrent ones cost a few durable writes, not thousands. */
export interface Finalizer {
  /** Serializes all work on one engagement id. */
  exclusive<R>(engagementId: EngagementId, run: () => Promise<R>): Promise<R>
  /**
   * Stores the record, counts it, ranks its drone and stores the receipt; then publishes the events. Idempotent: steps that an
   * earlier, failed call completed are detected and not repeated. Call it within `exclusive`. Fails with `unavailable`: then
   * call it again.
   */
  finalize(unfinished: UnfinishedClaim): Promise<EngagementReceipt>
}

const maxGroupSize = 1_000
/** Beyond so many the oldest are forgotten: another process may have stored their receipts. */
const maxPublished = 10_000
/** Concurrent store calls of one group, which leaves capacity to other callers. */
const callsAtOnce = 64

type Published = LRUCache<EngagementId, true>

export function createFinalizer(deps: FinalizerDeps): Finalizer {
  const ids = createKeyedMutex<EngagementId>()
  /** Events of these were published, but the receipt could not be stored: a retry must not publish them again. */
  const published = new LRUCache<EngagementId, true>({ max: maxPublished })
  const batcher = createBatcher<ConvoyId, UnfinishedClaim, EngagementReceipt>({
    maxItems: maxGroupSize,
    run: (convoyId, close) =>
      deps.boards.inTurn(convoyId, (board, turn) => finalizeUnfinished({ ...deps, turn }, board, close(), published)),
  })
  return {
    exclusive: ids.run,
    finalize: (unfinished) => batcher.add(unfinished.claim.convoyId, unfinished),
  }
}

type TurnDeps = FinalizerDeps & { turn: WritingTurn }

interface FinalizedClaim {
  claim: EngagementClaim
  placement: Placement
  receipt: EngagementReceipt
}

/** Another process may have finalized the same engagement meanwhile: its receipt is returned. */
async function finalizeUnfinished(
  deps: TurnDeps,
  board: Board,
  group: readonly UnfinishedClaim[],
  published: Published,
): Promise<PromiseSettledResult<EngagementReceipt>[]> {
  if (!deps.boards.isShared) return finalizeGroup(deps, board, group, published)
  const current = await mapLimited(group, callsAtOnce, ({ claim }) => findClaim(deps.tables, claim.engagementId))
  const open = group.filter((_, at) => !current[at]?.receipt).map(({ claim }) => ({ claim, isNew: false }))
  const outcomes = open.length > 0 ? await finalizeGroup(deps, board, open, published) : []
  return current.map((claim) =>
    claim?.receipt
      ? { status: 'fulfilled', value: claim.receipt }
      : (outcomes.shift() as PromiseSettledResult<EngagementReceipt>),
  )
}

async function finalizeGroup(
  deps: TurnDeps,
  board: Board,
  group: readonly UnfinishedClaim[],
  published: Published,
): Promise<PromiseSettledResult<EngagementReceipt>[]> {
  const stored = await findStored(deps, group)
  const added = await storeMissing(deps, board, group, stored)

  deps.turn.requireHeld()
  const finalized: FinalizedClaim[] = []
  for (const { claim } of group) {
    const row = claim.engagement
    const placement = stored.has(row.engagementId)
      ? placementOfStored(board, row)
      : await countAndRank(deps, board, row)
    finalized.push({ claim, placement, receipt: toReceipt(row.engagementId, placement) })
  }

  deps.turn.requireHeld()
  const [receipts] = await Promise.all([
    mapLimited(finalized, callsAtOnce, ({ claim, receipt }) => outcomeOf(keepReceipt(deps.tables, claim, receipt))),
    saveBoard(deps, board, group),
    cacheFigures(deps, board, group),
    countByWeapon(deps, board, added),
  ])
  for (const [at, one] of finalized.entries()) {
    const { engagementId } = one.claim
    if (!published.delete(engagementId)) await publishEvents(deps, one)
    if (receipts[at]?.status === 'rejected') published.set(engagementId, true)
  }
  return receipts
}

const outcomeOf = async <R>(work: Promise<R>): Promise<PromiseSettledResult<R>> => (await Promise.allSettled([work]))[0]

/** Ids of the group whose rows an earlier try stored; the board was loaded later and includes them. */
async function findStored({ tables }: FinalizerDeps, group: readonly UnfinishedClaim[]): Promise<Set<EngagementId>> {
  const retried = group.filter(({ isNew }) => !isNew).map(({ claim }) => claim.engagement)
  const found = await mapLimited(retried, callsAtOnce, (row) => isStored(tables, row))
  return new Set(retried.filter((_, at) => found[at]).map(({ engagementId }) => engagementId))
}

async function storeMissing(
  { tables, boards, recents, turn }: TurnDeps,
  board: Board,
  group: readonly UnfinishedClaim[],
  stored: ReadonlySet<EngagementId>,
): Promise<EngagementRow[]> {
  const missing = group.map(({ claim }) => claim.engagement).filter(({ engagementId }) => !stored.has(engagementId))
  if (missing.length === 0) return []
  await turn.append(missing, board.newestAtMs)
  const fromMs = Math.min(...missing.map(({ engagedAtMs }) => engagedAtMs))
  await dropSnapshots(tables, board, fromMs)
  if (!canAddTo(board, missing)) await recountBoard(tables, board, fromMs, boards.isShared)
  turn.requireHeld()
  try {
    await storeEngagements(tables, missing, board.days)
  } finally {
    await recents.invalidate(missing)
  }
  return missing
}

/** Counts only rows that this call stored: those of an earlier try may be counted already. The next reconciliation corrects any difference. */
async function countByWeapon(deps: TurnDeps, board: Board, added: readonly EngagementRow[]): Promise<void> {
  try {
    await addToCounters(deps.tables, added)
  } catch (error) {
    if (!isFailure(error)) throw error
    board.needsReload = true
  }
}

/** Failures are ignored: the rows derive from the records, and the next turn corrects them. */
async function saveBoard(deps: TurnDeps, board: Board, group: readonly UnfinishedClaim[]): Promise<void> {
  try {
    await saveRows(deps, board, new Set(group.map(({ claim }) => claim.engagement.droneId)))
    await keepSnapshot(deps, board)
  } catch (error) {
    if (!isFailure(error)) throw error
    board.needsReload = true
  }
}

/** A failure is made up for by the process that keeps the cached fleet. */
async function cacheFigures({ fleet }: TurnDeps, board: Board, group: readonly UnfinishedClaim[]): Promise<void> {
  const droneIds = new Set(group.map(({ claim }) => claim.engagement.droneId))
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

const toReceipt = (engagementId: EngagementId, { before, after, accuracyBp }: Placement): EngagementReceipt => ({
  engagementId,
  newRank: after,
  rankChange: rankChangeOf(before, after),
  newAccuracyPct: accuracyBp / 100,
})

async function publishEvents({ bus, roster }: FinalizerDeps, { claim, placement }: FinalizedClaim): Promise<void> {
  const { convoyId, engagementId, droneId, hit, weaponType, engagedAtMs, recordedAtMs } = claim.engagement
  const callsign = roster.findDrone(droneId)?.callsign ?? droneId
  const accuracyPct = placement.accuracyBp / 100
  const drone = { convoyId, droneId, callsign }
  const publish = (event: ConvoyEvent) => announce(bus, 'events', event)
  await publish({
    kind: 'engagement',
    ...drone,
    engagementId,
    hit,
    weaponType,
    newAccuracyPct: accuracyPct,
    atMs: engagedAtMs,
  })
  if (placement.before === placement.after) return
  await publish({
    kind: 'rank',
    ...drone,
    rankBefore: placement.before,
    rankAfter: placement.after,
    accuracyPct,
    atMs: recordedAtMs,
  })
}
