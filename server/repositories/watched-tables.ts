import { Failure, isFailure } from '../../lib/errors.ts'
import { leases } from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'
import type { StoreState } from '../ports/store-state.ts'
import type { Tables } from '../ports/tables.ts'

export interface WatchedTables {
  tables: Tables
  readonly state: StoreState
  close(): void
}

const probeEveryMs = 1_000
/** On a full disk, reads and small writes still succeed: the store counts as up only after this long without a failed write. */
const recoveredAfterMs = 5_000
const reads = ['find', 'scan', 'scanColumns'] as const
const writes = ['insert', 'insertIf', 'add', 'delete'] as const

/**
 * Wraps tables and tracks their availability: down after the first `unavailable`, up after the next success; after a failed write,
 * up after the next success once no write has failed for five seconds. Without other traffic the store is probed every second, so
 * that outages are noticed. With `failsFast` it is a circuit breaker: after a failed probe, calls fail with `unavailable`
 * immediately until a probe succeeds.
 */
export function watchTables(
  { tables, clock }: Pick<Ports, 'tables' | 'clock'>,
  changed: (state: StoreState) => void = () => undefined,
  failsFast = false,
): WatchedTables {
  let isCircuitOpen = false
  let hasAnswered = false
  let writeFailedAtMs = Number.NEGATIVE_INFINITY
  let state: StoreState = { isUp: true, sinceMs: clock.nowMs(), detail: null }

  function note(detail: string | null): void {
    if ((detail === null) === state.isUp) return
    state = { isUp: detail === null, sinceMs: clock.nowMs(), detail }
    changed(state)
  }
  async function watched<R>(work: Promise<R>, isWrite: boolean): Promise<R> {
    try {
      const result = await work
      hasAnswered = true
      if (clock.monotonicMs() - writeFailedAtMs >= recoveredAfterMs) note(null)
      return result
    } catch (error) {
      if (isFailure(error) && error.code === 'unavailable') {
        if (isWrite) writeFailedAtMs = clock.monotonicMs()
        note(error.message)
      }
      throw error
    }
  }
  const watchedBy = (method: (typeof reads | typeof writes)[number], isWrite: boolean) => {
    const call = tables[method] as (...args: unknown[]) => Promise<unknown>
    return [method, async (...args: unknown[]) => (isCircuitOpen ? refuse() : watched(call(...args), isWrite))] as const
  }
  const own = Object.fromEntries([
    ...reads.map((method) => watchedBy(method, false)),
    ...writes.map((method) => watchedBy(method, true)),
  ]) as unknown as Tables

  function refuse(): never {
    throw new Failure('unavailable', state.detail ?? 'The store does not respond.', { retryAfterMs: probeEveryMs })
  }
  const close = clock.every(probeEveryMs, async () => {
    const isKnownUp = state.isUp && hasAnswered
    hasAnswered = false
    if (isKnownUp) return
    const probe = await watched(tables.find(leases, { name: 'probe' }), false).catch((error: unknown) => error)
    // An overloaded store (`limited`) is not unavailable.
    isCircuitOpen = failsFast && isFailure(probe) && probe.code === 'unavailable'
  })
  return {
    tables: own,
    get state() {
      return state
    },
    close,
  }
}
