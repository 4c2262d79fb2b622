import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clock } from '../../ports/clock.ts'

export interface LoopDelay {
  /** The longest delay of the event loop in the last ten seconds, ms; it may be reported for up to ten seconds more. */
  longestMs(): number
  close(): void
}

interface Monitor {
  /** Ns between two of its ticks at most, since it was opened. */
  readonly max: number
  disable(): void
}

const resolutionMs = 20
const keptMs = 10_000

function openMonitor(): Monitor {
  const monitor = monitorEventLoopDelay({ resolution: resolutionMs })
  monitor.enable()
  return monitor
}

/**
 * How late the event loop was, by Node's own histogram. There are two, the newer opened ten seconds after the older and taking
 * its place after ten more: a histogram that is reset misses what delays its next tick.
 */
export function monitorLoopDelay(clock: Pick<Clock, 'every'>, open: () => Monitor = openMonitor): LoopDelay {
  let older = open()
  let newer = open()
  const stop = clock.every(keptMs, () => {
    older.disable()
    older = newer
    newer = open()
  })
  return {
    longestMs: () => Math.max(0, older.max / 1e6 - resolutionMs),
    close() {
      stop()
      older.disable()
      newer.disable()
    },
  }
}
