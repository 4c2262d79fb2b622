import type { FleetArrays } from './fleet-arrays.ts'

/** Index of the visible drone nearest to a point of the screen, or -1 when none is within `reachPx`. */
export function hitDrone(fleet: FleetArrays, xPx: number, yPx: number, reachPx: number): number {
  let nearest = -1
  let nearestSquare = reachPx * reachPx
  for (let k = 0; k < fleet.visibleCount; k++) {
    const i = fleet.visible[k] as number
    const dx = (fleet.screenX[i] as number) - xPx
    const dy = (fleet.screenY[i] as number) - yPx
    const square = dx * dx + dy * dy
    if (square > nearestSquare) continue
    nearest = i
    nearestSquare = square
  }
  return nearest
}

/** The nearest point within its own `reachPx`, or null. */
export function hitPoint<T extends { xPx: number; yPx: number; reachPx: number }>(
  points: readonly T[],
  xPx: number,
  yPx: number,
): T | null {
  let nearest: T | null = null
  let nearestPx = Infinity
  for (const point of points) {
    const distancePx = Math.hypot(point.xPx - xPx, point.yPx - yPx)
    if (distancePx > point.reachPx || distancePx >= nearestPx) continue
    nearest = point
    nearestPx = distancePx
  }
  return nearest
}
