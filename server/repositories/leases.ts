/**
 * What one process at a time does, whichever it is: a lease in the tables, by compare and set. No clock is shared: who waits
 * takes the lease when its holder gave no sign of life for `leaseMs` of the waiting one's own monotonic clock.
 */
import { Failure, isFailure } from '../../lib/errors.ts'
import type { Row } from '../../schema/table-types.ts'
import * as tables from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'

type LeaseRow = Row<typeof tables.leases>

interface Deps extends Pick<Ports, 'tables' | 'clock'> {
  /** Told apart from that of every other process, and new at each start. */
  processId: string
  log: { warn(details: object, message: string): void; info(details: object, message: string): void }
}

export const leaseMs = 10_000
const renewEveryMs = 2_000
/** A holder stops this long before another may begin: clocks do not run at quite the same rate. */
const marginMs = 1_000
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
  let watched = { text: '', sinceMs: clock.monotonicMs() }

  while (!signal.aborted) {
    const askedAtMs = clock.monotonicMs()
    const held = await untilAborted(tryTake().catch(unlessAway), signal)
    if (held) {
      log.info({ lease: name }, `this process now does: ${name}`)
      await workWhileHeld(held, askedAtMs)
      await clock.sleep(pauseMs, signal)
    } else await clock.sleep(renewEveryMs, signal)
  }

  async function tryTake(): Promise<LeaseRow | null> {
    const seen = await deps.tables.find(tables.leases, { name })
    const text = JSON.stringify(seen)
    if (text !== watched.text) watched = { text, sinceMs: clock.monotonicMs() }
    const isFree = !seen?.holder || clock.monotonicMs() - watched.sinceMs >= leaseMs
    if (!isFree) return null
    return swap({ name, holder: processId, fence: (seen?.fence ?? 0) + 1, renewals: 0 }, seen)
  }

  async function swap(row: LeaseRow, expected: LeaseRow | null): Promise<LeaseRow | null> {
    const { name: _, ...values } = expected ?? row
    const { applied } = await deps.tables.insertIf(tables.leases, row, expected && values)
    return applied ? row : null
  }

  async function workWhileHeld(first: LeaseRow, askedAtMs: number): Promise<void> {
    const ended = new AbortController()
    const end = () => ended.abort()
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
    let row = first
    let heldUntilMs = askedAtMs + leaseMs - marginMs
    let isLost = false
    const isHeld = () => clock.monotonicMs() < heldUntilMs
    const lease: Lease = {
      fence: first.fence,
      requireHeld() {
        if (!isLost && isHeld()) return
        throw new Failure('unavailable', `This process no longer holds the lease of ${name}.`)
      },
    }
    const watching = (async () => {
      while (!ended.signal.aborted && isHeld()) await clock.sleep(heldUntilMs - clock.monotonicMs(), ended.signal)
      end()
    })()
    const renewing = (async () => {
      while (!ended.signal.aborted) {
        await clock.sleep(renewEveryMs, ended.signal)
        if (ended.signal.aborted) return
        const asOfMs = clock.monotonicMs()
        const next = await untilAborted(renew(row), ended.signal)
        if (next === 'lost') {
          isLost = true
          return end()
        }
        if (next) [row, heldUntilMs] = [next, asOfMs + leaseMs - marginMs]
      }
    })()
    try {
      await work(ended.signal, lease)
    } catch (error) {
      log.warn({ error, lease: name }, `${name} failed and begins again`)
    }
    end()
    signal.removeEventListener('abort', end)
    await Promise.all([watching, renewing])
    const bound = new AbortController()
    const released = swap({ ...row, holder: null }, row).catch(unlessAway)
    // A store that hangs must not hold the end of the process: another takes over once the lease's time is over.
    await Promise.race([released.finally(() => bound.abort()), clock.sleep(renewEveryMs, bound.signal)])
  }

  /** The row that stands now; null when the store is away; `lost` when it is another's. */
  async function renew(row: LeaseRow): Promise<LeaseRow | 'lost' | null> {
    try {
      const next = await swap({ ...row, renewals: row.renewals + 1 }, row)
      if (next) return next
      // An earlier renewal may have been stored though its answer was lost.
      const now = await deps.tables.find(tables.leases, { name })
      return now?.holder === processId && now.fence === row.fence ? now : 'lost'
    } catch (error) {
      return unlessAway(error)
    }
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

function unlessAway(error: unknown): null {
  if (isFailure(error)) return null
  throw error
}
