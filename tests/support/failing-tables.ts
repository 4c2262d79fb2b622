import { Failure } from '../../lib/errors.ts'
import type { Tables } from '../../server/ports/tables.ts'

const writes = ['insert', 'insertIf', 'delete', 'add'] as const
export const readsAndWrites = [...writes, 'find', 'scan', 'scanColumns'] as const

export interface FailingTables extends Tables {
  /** Calls since `failAt` was last set, of those that can fail. */
  readonly writes: readonly string[]
  /**
   * The write with this number (from 1), and with `down` every later one, fails with `unavailable`: 'lost' before it reaches
   * the store, 'done' after it became durable, as when only the answer is lost. Null: none fails.
   */
  failAt(fault: { write: number; how: 'lost' | 'done'; down?: boolean } | null): void
}

/** A store whose calls fail where a test wants them to: its writes, or also its reads. */
export function createFailingTables(
  store: Tables,
  methods: readonly (typeof readsAndWrites)[number][] = writes,
): FailingTables {
  let fault: Parameters<FailingTables['failAt']>[0] = null
  let asked: string[] = []
  const failing = Object.fromEntries(
    methods.map((method) => [
      method,
      async (...args: unknown[]) => {
        asked.push(`${method} ${(args[0] as { name: string }).name}`)
        const number = asked.length
        const fails = fault !== null && (number === fault.write || (fault.down === true && number > fault.write))
        const call = store[method] as (...args: unknown[]) => Promise<unknown>
        if (!fails) return call(...args)
        if (fault?.how === 'done' && number === fault.write) await call(...args)
        throw new Failure('unavailable', `Write ${number} failed, as planned.`)
      },
    ]),
  ) as unknown as Pick<Tables, (typeof readsAndWrites)[number]>
  return {
    ...store,
    ...failing,
    get writes() {
      return asked
    },
    failAt(planned) {
      fault = planned
      asked = []
    },
  }
}
