/**
 * The tally of one drone, counted record by record. Records may come in any order: the tally is the same as if they had come in
 * the order of (engagedAtMs, engagementId), so a late record needs no recount.
 */
import type { Tally } from '../../schema/engagements.ts'

export interface RecordKey {
  engagedAtMs: number
  engagementId: string
}

export interface RunningTally {
  totalEngagements: number
  successfulHits: number
  /** The current streak: the newest records, all of one outcome. `keys` oldest first, and `base` older ones, which no later record precedes. */
  run: { hit: boolean; base: number; keys: RecordKey[] }
  /** The newest record of the other outcome, which ended the previous streak; older records don't change the streak. Null if none is known. */
  breaker: RecordKey | null
}

/** A tally to continue counting from: empty, or with all records up to some instant. */
export function startTally(from: Tally = { totalEngagements: 0, successfulHits: 0, currentStreak: 0 }): RunningTally {
  return {
    totalEngagements: from.totalEngagements,
    successfulHits: from.successfulHits,
    run: { hit: from.currentStreak > 0, base: Math.abs(from.currentStreak), keys: [] },
    breaker: null,
  }
}

/** Counts one new record, in place. O(log n) of the current streak when it is the newest. */
export function countRecord(
  tally: RunningTally,
  { engagedAtMs, engagementId, hit }: RecordKey & { hit: boolean },
): void {
  const key = { engagedAtMs, engagementId }
  const { run, breaker } = tally
  tally.totalEngagements += 1
  if (hit) tally.successfulHits += 1
  if (breaker && compareKeys(key, breaker) < 0) return

  const older = countOlder(run.keys, key)
  if (hit === run.hit || streakLength(tally) === 0) {
    run.hit = hit
    run.keys.splice(older, 0, key)
  } else if (older === run.keys.length) {
    tally.breaker = run.keys.at(-1) ?? null
    tally.run = { hit, base: 0, keys: [key] }
  } else {
    tally.breaker = key
    run.base = 0
    run.keys.splice(0, older)
  }
}

const streakLength = ({ run }: RunningTally) => run.base + run.keys.length

export function toTally(tally: RunningTally): Tally {
  const { totalEngagements, successfulHits, run } = tally
  return { totalEngagements, successfulHits, currentStreak: run.hit ? streakLength(tally) : -streakLength(tally) || 0 }
}

export function compareKeys(a: RecordKey, b: RecordKey): number {
  return (
    a.engagedAtMs - b.engagedAtMs || (a.engagementId < b.engagementId ? -1 : a.engagementId > b.engagementId ? 1 : 0)
  )
}

/** How many of the sorted keys are older than `key`. */
function countOlder(keys: readonly RecordKey[], key: RecordKey): number {
  let low = 0
  let high = keys.length
  const newest = keys[high - 1]
  if (newest && compareKeys(newest, key) < 0) return high
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareKeys(keys[middle] as RecordKey, key) < 0) low = middle + 1
    else high = middle
  }
  return low
}
