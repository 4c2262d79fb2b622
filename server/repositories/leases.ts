/** Work that one process at a time does: a lock among processes, one row of `leases` per name (see `held-row.ts`). */
import { isFailure } from '../../lib/errors.ts'
import type { Row } from '../../schema/table-types.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'
import { createExpiryWatch, holdRow, renewEveryMs, withinMs } from './held-row.ts'

type LeaseRow = Row<typeof tables.leases>

interface Deps extends Pick<Ports, 'tables' | 'clock'> {
  /** Unique among processes and new at each start. */
  processId: string
  log: { warn(details: object, message: string): void; info(details: object, message: string): void }
}

/** Pause before work that ended begins again. */
const pauseMs = 2_000

/** A lease, as seen by the work that it protects. */
export interface Lease {
  /** The fencing token: greater than that of every former holder. A store compares it with the token of the last writer. */
  readonly fence: number
  /** Throws `unavailable` when another process may hold the lease by now: nothing more may be written under it. */
  requireHeld(): void
}

/** For work that only this process ever does. */
export const permanentLease: Lease = { fence: 0, requireHeld: () => undefined }

/**
 * Runs `work` in one process at a time until `signal` aborts: in this one while it holds the lease. `work` gets a signal that
 * aborts when the lease is lost or `signal` aborts, and runs again when the lease is regained. When it ends or throws, the lease
 * is released and acquired again after a pause. A holder whose renewals fail or hang stops by its own clock before another
 * begins. Resolves when `signal` has aborted and the work has ended.
 */
export async function holdLease(
  deps: Deps,
  name: string,
  work: (signal: AbortSignal, lease: Lease) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { clock, log, processId } = deps
  const isExpired = createExpiryWatch(clock)

  while (!signal.aborted) {
    const askedAtMs = clock.monotonicMs()
    const held = await untilAborted(tryTake().catch(nullIfUnavailable), signal)
    if (held) {
      log.info({ lease: name }, `this process now does: ${name}`)
      await workWhileHeld(held, askedAtMs)
      await clock.sleep(pauseMs, signal)
    } else await clock.sleep(renewEveryMs, signal)
  }

  async function tryTake(): Promise<LeaseRow | null> {
    const seen = await deps.tables.find(tables.leases, { name })
    if (seen?.holder && !isExpired(seen)) return null
    const row = { name, holder: processId, fence: (seen?.fence ?? 0) + 1, renewals: 0 }
    return (await swap(row, seen)) ? row : null
  }

  async function swap(row: LeaseRow, expected: LeaseRow | null): Promise<boolean> {
    const { name: _, ...values } = expected ?? row
    return (await deps.tables.insertIf(tables.leases, row, expected && values)).applied
  }

  async function workWhileHeld(row: LeaseRow, askedAtMs: number): Promise<void> {
    const find = () => deps.tables.find(tables.leases, { name })
    const held = holdRow<LeaseRow>({ clock, name: `the lease of ${name}`, swap, find }, row, askedAtMs)
    try {
      await work(AbortSignal.any([signal, held.lost]), { fence: row.fence, requireHeld: held.requireHeld })
    } catch (error) {
      log.warn({ error, lease: name }, `${name} failed; restarting it`)
    }
    const released = held.release({ ...row, holder: null }).catch(nullIfUnavailable)
    // A store that hangs must not delay the shutdown: another process takes over once the lease has expired.
    await withinMs(clock, released, 2 * renewEveryMs)
  }
}

/** Resolves with null once `signal` aborts, even if `work` hangs. */
function untilAborted<R>(work: Promise<R>, signal: AbortSignal): Promise<R | null> {
  let stop = () => {}
  const aborted = new Promise<null>((resolve) => {
    stop = () => resolve(null)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', stop))
}

function nullIfUnavailable(error: unknown): null {
  if (isFailure(error)) return null
  throw error
}
