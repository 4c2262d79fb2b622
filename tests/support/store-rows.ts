/** Rows whose content follows from their number, so that a test knows what must be there. */

import type { DroneId } from '../../schema/ids.ts'
import type { Row } from '../../schema/table-types.ts'
import { telemetry } from '../../schema/tables.ts'
import { unmeasured } from '../../schema/telemetry.ts'
import { createTestClock } from '../../server/adapters/memory/test-clock.ts'
import type { Clock } from '../../server/ports/clock.ts'
import type { Tables } from '../../server/ports/tables.ts'

export type Reading = Row<typeof telemetry>

const droneIdOf = (writer: number) => `00000000-0000-4000-8000-${writer.toString(16).padStart(12, '0')}` as DroneId

/** The nth row of a writer. */
export const rowOf = (writer: number, n: number): Reading => ({
  ...unmeasured,
  droneId: droneIdOf(writer),
  timeBucketMs: 0,
  recordedAtMs: n,
  sequence: n,
  latitudeDeg: n / 7,
  longitudeDeg: writer,
  altitudeM: n % 2 ? null : n,
  leadership: null,
  receivedAtMs: n,
  flags: 0,
})

/** When the hour of the rows is closed. */
export const closedAtMs = 2 * 3_600_000

export const rowsOf = (writer: number, from: number, count: number): Reading[] =>
  Array.from({ length: count }, (_, index) => rowOf(writer, from + index))

/** Every row of a writer, oldest first. */
export async function readRows(tables: Tables, writer: number): Promise<Reading[]> {
  const rows: Reading[] = []
  let after: string | undefined
  do {
    const page = await tables.scan(telemetry, rowOf(writer, 0), {
      reverse: true,
      limit: 10_000,
      ...(after && { after }),
    })
    rows.push(...page.rows)
    after = page.next ?? undefined
  } while (after)
  return rows
}

/** A clock at the time of the rows, whose stopwatch runs. */
export function createRunningClock(): Clock {
  return { ...createTestClock(0), monotonicMs: () => performance.now() }
}
