import { setImmediate as nextTurn, setTimeout as rest } from 'node:timers/promises'

/** Between two turns of the event loop. */
const sliceMs = 2
/** Other work that takes longer than this in one turn is work that must not wait. */
const busyMs = 0.5
/** Rest for each millisecond of work while there is other work. */
const restWhenBusy = 8
/** Work that seems to take longer was held up by other processes. */
const longestWorkMs = 10

/**
 * Lets other work of this thread run between short pieces of work, which then take at most a ninth of its time; when there is none,
 * all of it. Rejects with the signal's reason once that aborts.
 */
export function createPace(signal?: AbortSignal): () => Promise<void> {
  let startedMs = performance.now()
  return async () => {
    signal?.throwIfAborted()
    const yieldedMs = performance.now()
    const workedMs = yieldedMs - startedMs
    if (workedMs < sliceMs) return
    await nextTurn()
    if (performance.now() - yieldedMs > busyMs) await rest(Math.min(workedMs, longestWorkMs) * restWhenBusy)
    startedMs = performance.now()
  }
}
