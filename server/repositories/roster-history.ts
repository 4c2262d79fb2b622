/** Who was in a convoy, and under which names, at any past instant. */

import { dayLengthMs, dayMsOf } from '../../lib/time/day.ts'
import type { Convoy, Drone } from '../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import * as tables from '../../schema/tables.ts'
import type { Tables } from '../ports/tables.ts'
import { everyPage } from './every-page.ts'

export interface PastRoster {
  convoy: Convoy
  /** In service then. */
  drones: Map<DroneId, Drone>
}

/** A row has at most so many drones: some databases refuse rows of many megabytes. */
const dronesPerRow = 1_000

/** Stores a record, in parts if it is large. Resolves when it is durable. */
export async function storeRosterRecord(
  store: Tables,
  convoyId: ConvoyId,
  atMs: number,
  record: tables.RosterRecord,
  fence: number,
): Promise<void> {
  const { convoy, isWhole, drones, gone } = record
  const parts = Math.max(1, Math.ceil(drones.length / dronesPerRow))
  const rows = Array.from({ length: parts }, (_, ordinal) => ({
    ...{ convoyId, dayMs: dayMsOf(atMs), atMs, fence, ordinal },
    record: {
      convoy,
      isWhole: isWhole && ordinal === 0,
      drones: drones.slice(ordinal * dronesPerRow, (ordinal + 1) * dronesPerRow),
      gone: ordinal === 0 ? gone : [],
    },
  }))
  await store.insert(tables.rosterChanges, rows)
}

/** The roster of a convoy as it was at `atMs`; null when none was recorded on that day or the day before. */
export async function readRosterAt(
  store: Pick<Tables, 'scan'>,
  convoyId: ConvoyId,
  atMs: number,
): Promise<PastRoster | null> {
  let roster: PastRoster | null = null
  let newestFence = 0
  for (const dayMs of [dayMsOf(atMs) - dayLengthMs, dayMsOf(atMs)])
    for await (const rows of everyPage(store, tables.rosterChanges, { convoyId, dayMs }, { until: { atMs: atMs + 1 } }))
      for (const { fence, record } of rows) {
        // By a process that had lost its lease.
        if (fence < newestFence) continue
        newestFence = fence
        roster = applyRecord(roster, record)
      }
  return roster
}

/** When the roster of a convoy was first recorded, in whole or in part, in [`fromMs`, `toMs`); null: not in it. */
export async function findRosterRecord(
  store: Pick<Tables, 'scan'>,
  convoyId: ConvoyId,
  fromMs: number,
  toMs: number,
): Promise<number | null> {
  for (let dayMs = dayMsOf(fromMs); dayMs < toMs; dayMs += dayLengthMs) {
    const range = { from: { atMs: fromMs }, until: { atMs: toMs }, limit: 1 }
    for await (const [first] of everyPage(store, tables.rosterChanges, { convoyId, dayMs }, range))
      if (first) return first.atMs
  }
  return null
}

function applyRecord(
  before: PastRoster | null,
  { convoy, isWhole, drones, gone }: tables.RosterRecord,
): PastRoster | null {
  if (!before && !isWhole) return null
  const roster = isWhole || !before ? { convoy, drones: new Map<DroneId, Drone>() } : { ...before, convoy }
  for (const drone of drones) roster.drones.set(drone.droneId, drone)
  for (const droneId of gone) roster.drones.delete(droneId)
  return roster
}
