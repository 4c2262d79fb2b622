/** Patience with a server that is not there yet, or not at the moment. */
import { isTransient } from '../../lib/errors.ts'
import type { SimulatorClock, SimulatorLog } from './host.ts'

interface Context {
  clock: SimulatorClock
  log: SimulatorLog
  signal: AbortSignal
  /** Words for the log. */
  what: string
}

const minPauseMs = 250
const maxPauseMs = 5_000

/** Tries until it works: pauses and tries again after `unavailable` and `limited`; any other failure is thrown, and so is an abort. */
export async function retryUntilAvailable<T>(context: Context, run: () => Promise<T>): Promise<T> {
  const { clock, log, signal, what } = context
  for (let pauseMs = minPauseMs; ; pauseMs = Math.min(maxPauseMs, pauseMs * 2)) {
    signal.throwIfAborted()
    try {
      return await run()
    } catch (error) {
      if (signal.aborted || !isRetryable(error)) throw error
      log.debug({ what, reason: (error as Error).message, pauseMs }, 'the server is not there: trying again')
      await clock.sleep(pauseMs, signal)
    }
  }
}

const isRetryable = (error: unknown): boolean =>
  isTransient(error) || (error instanceof DOMException && error.name === 'TimeoutError')
