/** The newest points of a track, oldest first; a new point takes the place of the oldest once it is full. */
export interface TrailRing {
  readonly length: number
  /** `index` counts from the oldest. */
  atMs(index: number): number
  x(index: number): number
  y(index: number): number
  /** Later than the newest, or it is ignored; closer to it than the spacing, it takes its place. */
  push(atMs: number, x: number, y: number): void
  /** Puts older points, oldest first, before what is held; those not older than what is held are left out. */
  prepend(points: readonly { atMs: number; x: number; y: number }[]): void
}

export function createTrailRing(capacity: number, spacingMs: number): TrailRing {
  const times = new Float64Array(capacity)
  const xs = new Float64Array(capacity)
  const ys = new Float64Array(capacity)
  let start = 0
  let length = 0
  const slot = (index: number) => (start + index) % capacity
  const set = (at: number, time: number, x: number, y: number) => {
    times[at] = time
    xs[at] = x
    ys[at] = y
  }
  const ring: TrailRing = {
    get length() {
      return length
    },
    atMs: (index) => times[slot(index)] as number,
    x: (index) => xs[slot(index)] as number,
    y: (index) => ys[slot(index)] as number,
    push(atMs, x, y) {
      if (length > 0 && atMs <= ring.atMs(length - 1)) return
      const crowded = length > 1 && atMs - ring.atMs(length - 2) < spacingMs
      if (crowded) {
        set(slot(length - 1), atMs, x, y)
        return
      }
      if (length === capacity) start = slot(1)
      else length++
      set(slot(length - 1), atMs, x, y)
    },
    prepend(points) {
      const held = Array.from({ length }, (_, i) => ({ atMs: ring.atMs(i), x: ring.x(i), y: ring.y(i) }))
      const oldestMs = held[0]?.atMs ?? Infinity
      start = 0
      length = 0
      for (const point of points) if (point.atMs < oldestMs) ring.push(point.atMs, point.x, point.y)
      for (const point of held) ring.push(point.atMs, point.x, point.y)
    },
  }
  return ring
}
