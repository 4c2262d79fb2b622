/** Label collision detection: boxes claim room in a grid, first come, first served. */

export interface Box {
  leftPx: number
  topPx: number
  widthPx: number
  heightPx: number
}

export interface RoomGrid {
  /** Taken boxes, in the order in which they were taken. */
  readonly taken: readonly Box[]
  /** Takes the box unless it overlaps a taken one. */
  claim(box: Box): boolean
  isFree(box: Box): boolean
  /** Takes the box even if it overlaps. */
  take(box: Box): void
}

export const boxAround = (xPx: number, yPx: number, reachPx: number): Box => ({
  leftPx: xPx - reachPx,
  topPx: yPx - reachPx,
  widthPx: 2 * reachPx,
  heightPx: 2 * reachPx,
})

const cellPx = 64

export function createRoomGrid(): RoomGrid {
  const cells = new Map<number, Box[]>()
  const taken: Box[] = []
  const eachCell = (box: Box, visit: (key: number) => boolean | undefined): boolean => {
    const right = Math.floor((box.leftPx + box.widthPx) / cellPx)
    const bottom = Math.floor((box.topPx + box.heightPx) / cellPx)
    for (let row = Math.floor(box.topPx / cellPx); row <= bottom; row++)
      for (let column = Math.floor(box.leftPx / cellPx); column <= right; column++)
        if (visit(row * 1_048_576 + column)) return true
    return false
  }
  const grid: RoomGrid = {
    taken,
    isFree: (box) => !eachCell(box, (key) => cells.get(key)?.some((other) => overlaps(other, box))),
    take(box) {
      taken.push(box)
      eachCell(box, (key) => {
        const cell = cells.get(key)
        if (cell) cell.push(box)
        else cells.set(key, [box])
        return false
      })
    },
    claim(box) {
      const free = grid.isFree(box)
      if (free) grid.take(box)
      return free
    },
  }
  return grid
}

const overlaps = (a: Box, b: Box): boolean =>
  a.leftPx < b.leftPx + b.widthPx &&
  b.leftPx < a.leftPx + a.widthPx &&
  a.topPx < b.topPx + b.heightPx &&
  b.topPx < a.topPx + a.heightPx
