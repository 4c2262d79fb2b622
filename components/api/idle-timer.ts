const stepMs = 250

/**
 * Calls `run` once the page had `ms` in which it could have handled messages, in steps of 250 ms: a main thread that is busy
 * delays messages and timers alike, and says nothing of the server. Call the returned function to cancel.
 */
export function afterIdleMs(ms: number, run: () => void): () => void {
  let leftMs = ms
  let timer: ReturnType<typeof setTimeout>
  const step = () => {
    leftMs -= stepMs
    if (leftMs > 0) timer = setTimeout(step, stepMs)
    else run()
  }
  timer = setTimeout(step, stepMs)
  return () => clearTimeout(timer)
}
