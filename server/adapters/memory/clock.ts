import type { Clock } from '../../ports/clock.ts'

/** Name of the process warning emitted for a failed periodic run. */
export const failedRun = 'FailedRun'

/** The system clock. Its `every` timers don't keep the process alive. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep(ms, signal) {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const done = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      signal?.addEventListener('abort', done, { once: true })
    })
  },
  every(ms, run) {
    let busy = false
    const timer = setInterval(async () => {
      if (busy) return
      busy = true
      try {
        await run()
      } catch (error) {
        process.emitWarning(error instanceof Error ? (error.stack ?? error.message) : String(error), failedRun)
      } finally {
        busy = false
      }
    }, ms)
    timer.unref()
    return () => clearInterval(timer)
  },
}
