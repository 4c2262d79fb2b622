/** What one process at a time does, whichever it is: a row of `leases` for each, held as `held-row.ts` says. */
import { Failure, isFailure } from '../../lib/errors.ts'
import type { Row } from '../../schema/table-types.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'
import { createExpiryWatch, holdRow, renewEveryMs, withinMs } from './held-row.ts'

type LeaseRow = Row<typeof tables.leases>

interface Deps extends Pick<Ports, 'tables' | 'clock'> {
  /** Told apart from that of every other process, and new at each start. */
  processId: string
  log: { warn(details: object, message: string): void; info(details: object, message: string): void }
}

/** Work that ended is begun again after so long, however short it was. */
const pauseMs = 2_000

/** A lease as the work under it sees it. */
export interface Lease {
  /** The fencing number: greater than that of every holder before. A store compares it with the number of the last writer. */
  readonly fence: number
  /** Throws `unavailable` when another process may hold the lease by now: nothing more may be written under it. */
  requireHeld(): void
}

/** Of work that only this process ever does. */
export const permanentLease: Lease = { fence: 0, requireHeld: () => undefined }

/**
 * Runs `work` in one process at a time until `signal` aborts: in this one whenever it holds the lease. `work` gets a signal that
 * aborts when the lease is lost or `signal` does, and is run again when the lease comes back; one that ends or throws gives the
 * lease back and is begun again after a pause. A holder whose renewals fail or hang stops by its own clock before another
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
    const held = holdRow<LeaseRow>({ clock, swap, find }, row, askedAtMs)
    const lease: Lease = {
      fence: row.fence,
      requireHeld() {
        if (held.isHeld()) return
        throw new Failure('unavailable', `This process no longer holds the lease of ${name}.`)
      },
    }
    try {
      await work(AbortSignal.any([signal, held.lost]), lease)
    } catch (error) {
      log.warn({ error, lease: name }, `${name} failed and begins again`)
    }
    const released = held.release({ ...row, holder: null }).catch(nullIfUnavailable)
    // A store that hangs must not hold the end of the process: another takes over once the lease's time is over.
    await withinMs(clock, released, 2 * renewEveryMs)
  }
}

/** Null once `signal` aborts: what hangs is not waited for. */
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
