import { isTransient } from '../../lib/errors.ts'
import type { SimulatorClock, SimulatorLog } from './host.ts'

interface Context {
  clock: SimulatorClock
  log: SimulatorLog
  signal: AbortSignal
  /** Describes the operation in the log. */
  what: string
}

const minPauseMs = 250
const maxPauseMs = 5_000

/** Retries with backoff after `unavailable`, `limited` and timeouts. Throws any other error, and when aborted. */
export async function retryUntilAvailable<T>(context: Context, run: () => Promise<T>): Promise<T> {
  const { clock, log, signal, what } = context
  for (let pauseMs = minPauseMs; ; pauseMs = Math.min(maxPauseMs, pauseMs * 2)) {
    signal.throwIfAborted()
    try {
      return await run()
    } catch (error) {
      if (signal.aborted || !isRetryable(error)) throw error
      log.debug({ what, reason: (error as Error).message, pauseMs }, 'the server is unavailable: retrying')
      await clock.sleep(pauseMs, signal)
    }
  }
}

const isRetryable = (error: unknown): boolean =>
  isTransient(error) || (error instanceof DOMException && error.name === 'TimeoutError')
