import { isFailure } from '../../../lib/errors.ts'
import type { Row } from '../../../schema/table-types.ts'
import { ingestMinutes } from '../../../schema/tables.ts'
import type { Ports } from '../../ports/index.ts'
import type { IngestCounters } from './counters.ts'
import { bucketOf } from './history.ts'

const minuteMs = 60_000
/** Minutes that could not be stored, kept to be stored with the next one. */
const maxPending = 60

/** Stores, once a minute, how many readings this process has ingested, until the returned function is called. */
export function countMinutes(
  { tables, clock, processId }: Pick<Ports, 'tables' | 'clock'> & { processId: string },
  counters: IngestCounters,
): () => void {
  let before = totalsOf(counters)
  let minute = minuteOf(clock.nowMs())
  const pending: Row<typeof ingestMinutes>[] = []

  return clock.every(1_000, async () => {
    const now = minuteOf(clock.nowMs())
    if (now === minute) return
    const totals = totalsOf(counters)
    const counts = {
      accepted: totals.accepted - before.accepted,
      duplicates: totals.duplicates - before.duplicates,
      late: totals.late - before.late,
      refused: totals.refused - before.refused,
    }
    if (Object.values(counts).some((count) => count > 0))
      pending.push({ timeBucketMs: bucketOf(minute), minuteMs: minute, processId, ...counts })
    before = totals
    minute = now
    if (pending.length > maxPending) pending.shift()
    if (pending.length === 0) return
    try {
      await tables.insert(ingestMinutes, [...pending])
      pending.length = 0
    } catch (error) {
      if (!isFailure(error)) throw error
    }
  })
}

const minuteOf = (atMs: number): number => Math.floor(atMs / minuteMs) * minuteMs

const totalsOf = ({ accepted, duplicates, late, refused }: IngestCounters) => ({
  ...{ accepted, duplicates, late },
  refused: Object.values(refused).reduce((sum, count) => sum + count, 0),
})
