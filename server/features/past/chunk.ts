/** A piece of a made-up past, as the rows to store. */
import type { Row } from '../../../schema/table-types.ts'
import type * as tables from '../../../schema/tables.ts'
import type { ActivityRow, Mark } from '../../repositories/recorded-activity.ts'

/** Everything between the chunk before and `untilMs`; a row that both have replaces the one before. */
export interface PastChunk {
  untilMs: number
  readings: Row<typeof tables.telemetry>[]
  frames: Row<typeof tables.convoyFrames>[]
  changes: Row<typeof tables.leadershipEvents>[]
  marks: Mark[]
  /** Totals of each minute and hour so far. */
  activity: Omit<ActivityRow, 'dayMs'>[]
}
