/**
 * Boards at past instants. The board at an instant counts the records with engagedAtMs up to it, as known today.
 * A snapshot stores the board at the instant of its newest record, so a later board needs only the records since. It is deleted
 * before a record of that instant or an earlier one is stored, so existing snapshots are exact. The exception is one written late
 * by a process that has lost its turn: it has an older generation and an instant not before that generation's end, and is not
 * trusted.
 */
import { countRecord, type RunningTally, startTally, toTally } from '../../lib/stats/tally.ts'
import { countWeapon, toStoredWeapons, toWeaponTally, type WeaponTallies } from '../../lib/stats/weapon-tallies.ts'
import { dayMsOf } from '../../lib/time/day.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { Row } from '../../schema/table-types.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'
import type { Tables } from '../ports/tables.ts'
import type { Board } from './board.ts'
import { daysOf, everyEngagement } from './engagements.ts'
import { everyPage } from './every-page.ts'

/** Minimum time between two snapshots of a convoy by one process. */
export const snapshotEveryMs = 30_000

type Snapshot = Row<typeof tables.leaderboardSnapshots>

/** Writes a snapshot if the board has changed, unless this process wrote one less than `snapshotEveryMs` ago. */
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

/** Deletes the snapshots of `fromMs` and later. Call it before storing a record of `fromMs`. */
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

/** Tallies of a convoy's drones, computed from a snapshot and the records since. */
export interface CountedTallies {
  /** Without drones that have no record. */
  tallies: Map<DroneId, RunningTally>
  /** Includes the snapshot's records if the snapshot has weapon tallies. */
  weapons: WeaponTallies
  /** Instant of the snapshot; null: there was none, and every record was counted. */
  baseMs: number | null
  newestAtMs: number | null
  /** Days of the counted records, and the number of counted records. */
  days: Set<number>
  counted: number
}

interface CountOptions {
  /** Only records up to this instant; null: all. */
  atMs: number | null
  /** Snapshots after this instant are known not to exist; absent: not known. */
  noneAfterMs?: number
  /** Other processes also write snapshots. */
  isShared: boolean
  /** Uses only snapshots with weapon tallies. */
  withWeapons?: boolean
}

/** Counts a convoy's records exactly. The cost is proportional to the records since the newest snapshot. */
export async function countTallies(
  store: Tables,
  convoyId: ConvoyId,
  { atMs, noneAfterMs, isShared, withWeapons = false }: CountOptions,
): Promise<CountedTallies> {
  const found = await findSnapshot(store, convoyId, noneAfterMs ?? atMs, isShared)
  // Older snapshots have no weapon tallies either.
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

/** The newest trusted snapshot up to `upToMs`. */
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
      // Older snapshots have no generation either, so one of a lost turn can't be recognised.
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
