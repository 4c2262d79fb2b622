const minIntervalMs = 33
const maxIntervalMs = 1_000

/** Time until the next frame is needed: when the fastest drone, which has moved by `movedPx`, will have moved by half a pixel. */
export const nextFrameInMs = (fastestPxPerMs: number, movedPx = 0): number =>
  Math.min(maxIntervalMs, Math.max(minIntervalMs, (0.5 - movedPx) / fastestPxPerMs))
