/**
 * What one process at a time does, whichever it is: a lease in the tables, by compare and set. No clock is shared: who waits
 * takes the lease when its holder gave no sign of life for `leaseMs` of the waiting one's own monotonic clock.
 */
import { isFailure } from '../../lib/errors.ts'
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

/**
 * Runs `work` in one process at a time until `signal` aborts: in this one whenever it holds the lease. `work` gets a signal that
 * aborts when the lease is lost or `signal` does, and is run again when the lease comes back; one that throws is logged and
 * gives the lease back. A holder that can't renew for `leaseMs` stops by itself before another begins. Resolves when ended.
 */
export async function holdLease(
  deps: Deps,
  name: string,
  work: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { clock, log, processId } = deps
  let watched = { text: '', sinceMs: clock.monotonicMs() }

  while (!signal.aborted) {
    const held = await tryTake().catch(unlessAway)
    if (held) {
      log.info({ lease: name }, `this process now does: ${name}`)
      await workWhileHeld(held)
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

  async function workWhileHeld(first: LeaseRow): Promise<void> {
    const lost = new AbortController()
    const end = () => lost.abort()
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
    let row = first
    let renewedAtMs = clock.monotonicMs()
    const renewing = (async () => {
      while (!lost.signal.aborted) {
        await clock.sleep(renewEveryMs, lost.signal)
        if (lost.signal.aborted) return
        const asOfMs = clock.monotonicMs()
        const next = await renew(row)
        if (next === 'lost') return end()
        if (next) [row, renewedAtMs] = [next, asOfMs]
        else if (clock.monotonicMs() - renewedAtMs >= leaseMs - renewEveryMs) return end()
      }
    })()
    try {
      await work(lost.signal)
    } catch (error) {
      log.warn({ error, lease: name }, `${name} failed and begins again`)
    }
    end()
    signal.removeEventListener('abort', end)
    await renewing
    await swap({ ...row, holder: null }, row).catch(unlessAway)
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

function unlessAway(error: unknown): null {
  if (isFailure(error)) return null
  throw error
}
