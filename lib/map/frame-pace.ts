const mostFramesMs = 33
const fewestFramesMs = 1_000

/** How long a picture stays true to half a pixel when its fastest drone moves this fast: no frame before then is worth its work. */
export const nextFrameInMs = (fastestPxPerMs: number): number =>
  Math.min(fewestFramesMs, Math.max(mostFramesMs, 0.5 / fastestPxPerMs))
