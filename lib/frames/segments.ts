/** Recorded frames are loaded in segments: what changed in one begins with a full frame. Divides a minute. */
export const segmentMs = 30_000
export const segmentOf = (atMs: number): number => Math.floor(atMs / segmentMs) * segmentMs
