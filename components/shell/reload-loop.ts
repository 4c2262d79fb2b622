/** Loads within `firstWithinMs`, again when asked, and again after a failure: 1 s, 2 s, 4 s … 15 s. Calls that come while one runs are answered by one more run. */
export interface ReloadLoop {
  /** Asks for a load within `withinMs`. */
  ask(withinMs?: number): void
  /** Asks now if the last load failed: for when the server is known to be back. */
  retry(): void
  close(): void
}

const firstRetryMs = 1_000
const longestRetryMs = 15_000

export function createReloadLoop(
  load: (signal: AbortSignal) => Promise<void>,
  onFailure: (cause: unknown) => void,
  firstWithinMs = 0,
): ReloadLoop {
  const stop = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let dueAtMs = Number.POSITIVE_INFINITY
  let running = false
  let failures = 0

  const ask = (withinMs = 0) => {
    const atMs = performance.now() + withinMs
    if (stop.signal.aborted || atMs >= dueAtMs) return
    dueAtMs = atMs
    clearTimeout(timer)
    if (!running) timer = setTimeout(() => void run(), withinMs)
  }
  const run = async () => {
    running = true
    dueAtMs = Number.POSITIVE_INFINITY
    try {
      await load(stop.signal)
      failures = 0
    } catch (cause) {
      if (stop.signal.aborted) return
      onFailure(cause)
      failures += 1
    }
    running = false
    const retryMs =
      failures === 0 ? Number.POSITIVE_INFINITY : Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1))
    const nextMs = Math.min(retryMs, Math.max(0, dueAtMs - performance.now()))
    dueAtMs = Number.POSITIVE_INFINITY
    if (Number.isFinite(nextMs)) ask(nextMs)
  }
  ask(firstWithinMs)
  return {
    ask,
    retry() {
      if (failures > 0) ask()
    },
    close() {
      stop.abort()
      clearTimeout(timer)
    },
  }
}
