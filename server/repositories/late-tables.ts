import { Failure } from '../../lib/errors.ts'
import type { Clock } from '../ports/index.ts'
import type { OpenTables, Tables } from '../ports/tables.ts'

interface LateOptions {
  clock: Pick<Clock, 'sleep'>
  /** Opens the tables. */
  open(): Promise<OpenTables>
  /** Whether opening them may succeed later, after this error. */
  isTemporary(error: unknown): boolean
  /** Called with an error that is not temporary: the process must end. */
  onFatal(error: unknown): void
}

const retryEveryMs = 2_000
const methods = ['insert', 'insertIf', 'find', 'scan', 'scanColumns', 'add', 'delete'] as const

/**
 * Tables of a database that could not be reached when the process started. Opens them in the background, again and again; until
 * then every call fails with `unavailable`.
 */
export function openLateTables({ clock, open, isTemporary, onFatal }: LateOptions, reason: string): OpenTables {
  const stop = new AbortController()
  let opened: OpenTables | null = null

  async function openWhenPossible(): Promise<void> {
    while (!opened && !stop.signal.aborted) {
      await clock.sleep(retryEveryMs, stop.signal)
      if (stop.signal.aborted) return
      try {
        opened = await open()
      } catch (error) {
        if (!isTemporary(error)) return onFatal(error)
      }
    }
  }
  const opening = openWhenPossible()

  const call = (method: (typeof methods)[number]) => {
    return async (...args: unknown[]) => {
      if (!opened) throw new Failure('unavailable', reason, { retryAfterMs: retryEveryMs })
      return (opened[method] as (...all: unknown[]) => Promise<unknown>)(...args)
    }
  }
  return {
    ...(Object.fromEntries(methods.map((method) => [method, call(method)])) as unknown as Tables),
    async close() {
      stop.abort()
      await opening
      await opened?.close()
    },
  }
}
