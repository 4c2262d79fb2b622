/** The newest points of a track, oldest first; a new point takes the place of the oldest once it is full. */
export interface TrailRing {
  readonly length: number
  /** `index` counts from the oldest. */
  atMs(index: number): number
  x(index: number): number
  y(index: number): number
  /** What lies between this point and the one before is not known: no line joins them. */
  isAfterGap(index: number): boolean
  /** Later than the newest, or it is ignored; closer to it than the spacing, it takes its place. */
  push(atMs: number, x: number, y: number, isAfterGap?: boolean): void
  /** Puts older points, oldest first, before what is held; those not older than what is held are left out. */
  prepend(points: readonly TrailPoint[]): void
}

export interface TrailPoint {
  atMs: number
  x: number
  y: number
  isAfterGap: boolean
}

export function createTrailRing(capacity: number, spacingMs: number): TrailRing {
  const times = new Float64Array(capacity)
  const xs = new Float64Array(capacity)
  const ys = new Float64Array(capacity)
  const gaps = new Uint8Array(capacity)
  let start = 0
  let length = 0
  const slot = (index: number) => (start + index) % capacity
  const set = (at: number, time: number, x: number, y: number, isAfterGap: boolean) => {
    times[at] = time
    gaps[at] = isAfterGap ? 1 : 0
    xs[at] = x
    ys[at] = y
  }
  const pointAt = (index: number): TrailPoint => ({
    atMs: ring.atMs(index),
    x: ring.x(index),
    y: ring.y(index),
    isAfterGap: ring.isAfterGap(index),
  })
  const ring: TrailRing = {
    get length() {
      return length
    },
    atMs: (index) => times[slot(index)] as number,
    x: (index) => xs[slot(index)] as number,
    y: (index) => ys[slot(index)] as number,
    isAfterGap: (index) => gaps[slot(index)] === 1,
    push(atMs, x, y, isAfterGap = false) {
      if (length > 0 && atMs <= ring.atMs(length - 1)) return
      const crowded = length > 1 && atMs - ring.atMs(length - 2) < spacingMs
      if (crowded) {
        set(slot(length - 1), atMs, x, y, isAfterGap || ring.isAfterGap(length - 1))
        return
      }
      if (length === capacity) start = slot(1)
      else length++
      set(slot(length - 1), atMs, x, y, isAfterGap)
    },
    prepend(points) {
      const held = Array.from({ length }, (_, i) => pointAt(i))
      const oldestMs = held[0]?.atMs ?? Infinity
      start = 0
      length = 0
      for (const point of points) if (point.atMs < oldestMs) ring.push(point.atMs, point.x, point.y, point.isAfterGap)
      for (const point of held) ring.push(point.atMs, point.x, point.y, point.isAfterGap)
    },
  }
  return ring
}
