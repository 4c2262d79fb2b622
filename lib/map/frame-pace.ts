const minIntervalMs = 33
const maxIntervalMs = 1_000

/** How long a picture stays true to half a pixel when its fastest drone moves this fast and has moved this far since: no frame before then is worth its work. */
export const nextFrameInMs = (fastestPxPerMs: number, movedPx = 0): number =>
  Math.min(maxIntervalMs, Math.max(minIntervalMs, (0.5 - movedPx) / fastestPxPerMs))
