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
const methods = ['insert', 'insertIf', 'find', 'scan', 'add', 'delete'] as const

/**
 * The same tables, with an eye on how they answer: down with the first `unavailable`, up with the next answer. They are asked
 * every second in which they have answered nobody, so that going and coming back are seen when nobody else asks. With `failsFast`
 * nobody else waits for a store that did not answer that question either: callers get `unavailable` at once until it does.
 */
export function watchTables(
  { tables, clock }: Pick<Ports, 'tables' | 'clock'>,
  changed: (state: StoreState) => void = () => undefined,
  failsFast = false,
): WatchedTables {
  let isShut = false
  let hasAnswered = false
  let state: StoreState = { isUp: true, sinceMs: clock.nowMs(), detail: null }

  function note(detail: string | null): void {
    if ((detail === null) === state.isUp) return
    state = { isUp: detail === null, sinceMs: clock.nowMs(), detail }
    changed(state)
  }
  async function watched<R>(work: Promise<R>): Promise<R> {
    try {
      const result = await work
      hasAnswered = true
      note(null)
      return result
    } catch (error) {
      if (isFailure(error) && error.code === 'unavailable') note(error.message)
      throw error
    }
  }
  const own = Object.fromEntries(
    methods.map((method) => {
      const call = tables[method] as (...args: unknown[]) => Promise<unknown>
      return [method, async (...args: unknown[]) => (isShut ? refuse() : watched(call(...args)))]
    }),
  ) as unknown as Tables

  function refuse(): never {
    throw new Failure('unavailable', state.detail ?? 'The store does not answer.', { retryAfterMs: probeEveryMs })
  }
  const close = clock.every(probeEveryMs, async () => {
    const isKnownUp = state.isUp && hasAnswered
    hasAnswered = false
    if (isKnownUp) return
    const answer = await watched(tables.find(leases, { name: 'probe' })).catch((error: unknown) => error)
    // One that has too much to do is not away.
    isShut = failsFast && isFailure(answer) && answer.code === 'unavailable'
  })
  return {
    tables: own,
    get state() {
      return state
    },
    close,
  }
}
