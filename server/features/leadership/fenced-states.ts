/** Writes leadership states with a fencing token, so that a deposed lease holder cannot overwrite its successor's. */
import { mapLimited } from '../../../lib/async/map-limited.ts'
import { Failure } from '../../../lib/errors.ts'
import type { Leadership, LeadershipChange } from '../../../schema/leadership.ts'
import type { Row } from '../../../schema/table-types.ts'
import * as tables from '../../../schema/tables.ts'
import type { Ports } from '../../ports/index.ts'
import type { Lease } from '../../repositories/leases.ts'

type Deps = Pick<Ports, 'tables'>
export type StateRow = Row<typeof tables.leadership>

const writesAtOnce = 64
const tries = 3

export const toStateRow = (state: Leadership, change: LeadershipChange | null, { fence }: Lease): StateRow => ({
  ...{ convoyId: state.convoyId, term: state.term, state, change },
  fence: fence || null,
})

/** Resolves when durable. Fails with `unavailable` when a later holder of the lease has written one of them. */
export async function writeStates(deps: Deps, rows: readonly StateRow[], lease: Lease): Promise<void> {
  if (rows.length === 0) return
  // A permanent lease: no other process writes here.
  if (lease.fence === 0) return deps.tables.insert(tables.leadership, rows)
  await mapLimited(rows, writesAtOnce, (row) => writeFenced(deps, row, lease))
}

async function writeFenced(deps: Deps, row: StateRow, lease: Lease): Promise<void> {
  let expected: Partial<StateRow> | null = { fence: lease.fence }
  for (let n = 0; n < tries; n++) {
    const { applied, current } = await swap(deps, row, expected, lease)
    if (applied) return
    expected = current && { fence: current.fence }
  }
  throw new Failure('unavailable', `Leadership of ${row.convoyId} changes too often: the write failed ${tries} times.`)
}

/** Writes our fencing token on a stored state, so that no earlier holder can write it any more. */
export async function raiseFence(deps: Deps, found: StateRow, lease: Lease): Promise<StateRow> {
  if (lease.fence === 0) return found
  for (let seen = found; ; ) {
    const { convoyId: _, ...values } = seen
    const own = { ...seen, fence: lease.fence }
    const { applied, current } = await swap(deps, own, values, lease)
    if (applied || !current) return own
    seen = current
  }
}

async function swap(deps: Deps, row: StateRow, expected: Partial<StateRow> | null, lease: Lease) {
  lease.requireHeld()
  const { applied, current } = await deps.tables.insertIf(tables.leadership, row, expected)
  if (applied || (current?.fence ?? 0) <= lease.fence) return { applied, current }
  throw new Failure(
    'unavailable',
    `Leadership of ${row.convoyId} was written under lease ${current?.fence}, expected at most ${lease.fence}.`,
  )
}
