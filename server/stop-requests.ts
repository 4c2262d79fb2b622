const parentCheckMs = 500

/**
 * Calls `stop` once, at the first SIGTERM, SIGINT or SIGHUP, and ignores later ones: on Ctrl-C the terminal and npm both send one.
 * `withParent`: also when the parent process ends, because npm forwards neither SIGHUP nor, of course, SIGKILL.
 */
export function onStopRequest(stop: (reason: string) => void, { withParent }: { withParent: boolean }): void {
  let isAsked = false
  const ask = (reason: string) => {
    if (isAsked) return
    isAsked = true
    stop(reason)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, ask)
  if (!withParent) return
  const parentId = process.ppid
  setInterval(() => {
    if (process.ppid !== parentId) ask('the parent process ended')
  }, parentCheckMs).unref()
}
