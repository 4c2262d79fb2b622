import { isFailure } from '../../lib/errors.ts'
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
 * The same tables, with an eye on how they answer: down with the first `unavailable`, up with the next answer. While they are
 * down they are asked every second, so that coming back is seen when nobody else asks.
 */
export function watchTables(
  { tables, clock }: Pick<Ports, 'tables' | 'clock'>,
  changed: (state: StoreState) => void = () => undefined,
): WatchedTables {
  let state: StoreState = { isUp: true, sinceMs: clock.nowMs(), detail: null }

  function note(detail: string | null): void {
    if ((detail === null) === state.isUp) return
    state = { isUp: detail === null, sinceMs: clock.nowMs(), detail }
    changed(state)
  }
  async function watched<R>(work: Promise<R>): Promise<R> {
    try {
      const result = await work
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
      return [method, (...args: unknown[]) => watched(call(...args))]
    }),
  ) as unknown as Tables

  const close = clock.every(probeEveryMs, async () => {
    if (!state.isUp) await own.find(leases, { name: 'probe' }).catch(() => undefined)
  })
  return {
    tables: own,
    get state() {
      return state
    },
    close,
  }
}
