import type { Tables } from '../../server/ports/tables.ts'

const methods = ['insert', 'insertIf', 'find', 'scan', 'scanColumns', 'add', 'delete'] as const

export interface StallingTables extends Tables {
  /** Calls since `stallAt` was last set. */
  readonly calls: readonly string[]
  readonly isStalled: boolean
  /**
   * The call with this number (from 1), or the first of this name, and every later one waits, before it reaches the store, until
   * `resume`; null: none.
   */
  stallAt(call: number | string | null): void
  resume(): void
}

/** The store of a process that stands still in the middle of its work, as one that swaps or whose network is cut. */
export function createStallingTables(store: Tables): StallingTables {
  let stalledAt: number | string | null = null
  let calls: string[] = []
  let resume = () => {}
  let resumed: Promise<void> | null = null
  const isDue = () =>
    typeof stalledAt === 'string' ? calls.includes(stalledAt) : stalledAt !== null && calls.length >= stalledAt
  const stalling = Object.fromEntries(
    methods.map((method) => [
      method,
      async (...args: unknown[]) => {
        calls.push(`${method} ${(args[0] as { name: string }).name}`)
        if (isDue()) {
          resumed ??= new Promise((resolve) => {
            resume = resolve
          })
          await resumed
        }
        return (store[method] as (...of: unknown[]) => Promise<unknown>)(...args)
      },
    ]),
  ) as unknown as Pick<Tables, (typeof methods)[number]>
  return {
    ...stalling,
    get calls() {
      return calls
    },
    get isStalled() {
      return resumed !== null
    },
    stallAt(call) {
      stalledAt = call
      calls = []
    },
    resume() {
      stalledAt = null
      resumed = null
      resume()
    },
  }
}
