import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clock } from '../../ports/clock.ts'

export interface LoopDelay {
  /** The longest event loop delay in the last ten seconds, ms; may include up to ten seconds more. */
  longestMs(): number
  close(): void
}

interface Monitor {
  /** Longest time between two ticks since it was opened, ns. */
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
 * Event loop delay, from Node's histogram. Two histograms overlap, each replaced after twenty seconds, because resetting one would
 * miss a delay of its next tick.
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
