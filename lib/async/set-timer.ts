/** Calls `run` once after `delayMs`, unless the returned function was called before. */
export type SetTimer = (run: () => void, delayMs: number) => () => void

export const setTimer: SetTimer = (run, delayMs) => {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}
