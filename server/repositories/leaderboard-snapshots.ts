/**
 * Boards at past instants. The board at an instant is that of the records with engagedAtMs up to it, as known today.
 * A snapshot keeps the board at the instant of its newest record, so that a later board needs only the records since. It is
 * dropped before a record of that instant or an earlier one is stored: a snapshot that stands is exact. One that a process
 * writes late, after it lost its turn, has the generation before and is of the newest instant of that: it is not trusted.
 */
import { countRecord, type RunningTally, startTally, toTally } from '../../lib/stats/tally.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { Row } from '../../schema/table-types.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'
import type { Tables } from '../ports/tables.ts'
import type { Board } from './board.ts'
import { dayMsOf, daysOf, everyEngagement } from './engagements.ts'
import { everyPage } from './every-page.ts'
import { countWeapon, toStoredWeapons, toWeaponTally, type WeaponTallies } from './weapon-tallies.ts'

/** A convoy's board is written at most this often. */
export const snapshotEveryMs = 30_000

type Snapshot = Row<typeof tables.leaderboardSnapshots>

/** Writes a snapshot of a board that changed, unless this process wrote one less than `snapshotEveryMs` ago. */
export async function keepSnapshot(deps: Pick<Ports, 'tables' | 'clock'>, board: Board): Promise<void> {
  const { convoyId, generation, newestAtMs: atMs, snapshotWrittenAtMs } = board
  const nowMs = deps.clock.nowMs()
  const isDue = snapshotWrittenAtMs === null || Math.abs(nowMs - snapshotWrittenAtMs) >= snapshotEveryMs
  if (atMs === null || !isDue || board.newestSnapshotMs === atMs) return
  const entries = Array.from(board.tallies, ([droneId, tally]) => ({
    droneId,
    ...toTally(tally),
    weapons: toStoredWeapons(board.weapons.get(droneId)),
  }))
  await deps.tables.insert(tables.leaderboardSnapshots, [{ convoyId, dayMs: dayMsOf(atMs), atMs, entries, generation }])
  board.newestSnapshotMs = atMs
  board.snapshotWrittenAtMs = nowMs
}

/** As `dropSnapshotsFrom`, of a board that may have none so late: call before storing a record of `fromMs`. */
export async function dropSnapshots(store: Tables, board: Board, fromMs: number): Promise<void> {
  if (board.newestSnapshotMs === null || board.newestSnapshotMs < fromMs) return
  await dropSnapshotsFrom(store, board.convoyId, fromMs)
  board.newestSnapshotMs = fromMs - 1
}

/** Drops the snapshots of `fromMs` and later. */
export async function dropSnapshotsFrom(store: Tables, convoyId: ConvoyId, fromMs: number): Promise<void> {
  for await (const dayMs of daysOf(store, convoyId, { afterMs: fromMs })) {
    const range = { until: { atMs: fromMs - 1 } }
    for await (const rows of everyPage(store, tables.leaderboardSnapshots, { convoyId, dayMs }, range)) {
      await store.delete(
        tables.leaderboardSnapshots,
        rows.map(({ atMs }) => ({ convoyId, dayMs, atMs })),
      )
    }
  }
}

/** The tallies of a convoy's drones from a snapshot and the records since. */
export interface CountedTallies {
  /** Drones without a record are not in it. */
  tallies: Map<DroneId, RunningTally>
  /** Of the records counted, and of those in the snapshot where it tells of them. */
  weapons: WeaponTallies
  /** Instant of the snapshot; null: there was none, every record was counted. */
  baseMs: number | null
  newestAtMs: number | null
  /** Days of the records counted, and how many there were. */
  days: Set<number>
  counted: number
}

interface CountOptions {
  /** Only records up to this instant; null: all. */
  atMs: number | null
  /** There are no snapshots after this instant; absent: it is not known. */
  noneAfterMs?: number
  /** Other processes write snapshots too. */
  isShared: boolean
  /** Counts on only from a snapshot that tells of weapons. */
  withWeapons?: boolean
}

/** Counts a convoy's records, exact. The cost follows the records since the newest snapshot. */
export async function countTallies(
  store: Tables,
  convoyId: ConvoyId,
  { atMs, noneAfterMs, isShared, withWeapons = false }: CountOptions,
): Promise<CountedTallies> {
  const found = await findSnapshot(store, convoyId, noneAfterMs ?? atMs, isShared)
  // Those before it don't tell of weapons either.
  const snapshot = withWeapons && found?.entries.some(({ weapons }) => !weapons) ? null : found
  const tallies = new Map(snapshot?.entries.map(({ droneId, ...tally }) => [droneId, startTally(tally)]))
  const weapons: WeaponTallies = new Map(
    snapshot?.entries.map(({ droneId, weapons }) => [droneId, toWeaponTally(weapons ?? {})]),
  )
  const baseMs = snapshot?.atMs ?? null
  const days = new Set<number>()
  let newestAtMs = baseMs
  let counted = 0
  for await (const rows of everyEngagement(store, convoyId, { afterMs: baseMs, upToMs: atMs })) {
    for (const row of rows) {
      const tally = tallies.get(row.droneId) ?? startTally()
      tallies.set(row.droneId, tally)
      countRecord(tally, row)
      countWeapon(weapons, row)
      newestAtMs = Math.max(newestAtMs ?? row.engagedAtMs, row.engagedAtMs)
      days.add(row.dayMs)
    }
    counted += rows.length
  }
  return { tallies, weapons, baseMs, newestAtMs, days, counted }
}

/** The newest snapshot that is trusted, none after `upToMs`. */
async function findSnapshot(
  store: Tables,
  convoyId: ConvoyId,
  upToMs: number | null,
  isShared: boolean,
): Promise<Snapshot | null> {
  const range = { limit: 1, ...(upToMs === null ? {} : { from: { atMs: upToMs } }) }
  for await (const dayMs of daysOf(store, convoyId, { upToMs })) {
    for await (const [snapshot] of everyPage(store, tables.leaderboardSnapshots, { convoyId, dayMs }, range)) {
      if (!snapshot || !isShared) return snapshot ?? null
      // Those before it have no generation either: whether a lost turn wrote one of them can't be told.
      if (snapshot.generation === null) return null
      if (await isTrusted(store, snapshot, snapshot.generation)) return snapshot
    }
  }
  return null
}

async function isTrusted(store: Tables, { convoyId, atMs }: Snapshot, generation: number): Promise<boolean> {
  const range = { from: { generation: generation + 1 }, limit: 1 }
  const { rows } = await store.scan(tables.boardGenerations, { convoyId }, range)
  const later = rows[0]
  return !later || (later.newestAtMs !== null && atMs < later.newestAtMs)
}
