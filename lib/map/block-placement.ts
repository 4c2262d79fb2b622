import { type Box, boxAround, type RoomGrid } from './label-placement.ts'

/** A point with a block of text beside it. */
export interface BlockAnchor {
  /** Identifies the block, so that it keeps its side in the next placement. */
  key: string
  xPx: number
  yPx: number
  /** Half the size of the symbol, which no block may cover. */
  reachPx: number
  widthPx: number
  heightPx: number
}

export interface PlacedBlock {
  anchor: BlockAnchor
  leftPx: number
  topPx: number
}

/** Right, left, below, above, and the four corners: the order in which sides are tried. */
const sides: readonly (readonly [number, number])[] = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
  [-1, -1],
]
const gapPx = 4

/**
 * Places each block beside its anchor so that it covers no symbol and no other block; a block without room is left out. Anchors
 * must be in order of importance. `kept` stores the sides, so that blocks do not jump while drones move.
 */
export function placeBlocks(anchors: readonly BlockAnchor[], kept: Map<string, number>, room: RoomGrid): PlacedBlock[] {
  for (const anchor of anchors) room.take(boxAround(anchor.xPx, anchor.yPx, anchor.reachPx))
  const placed: PlacedBlock[] = []
  for (const anchor of anchors) {
    const before = kept.get(anchor.key)
    const order = before === undefined ? sides.keys() : [before, ...sides.keys()]
    for (const side of order) {
      const box = boxAt(anchor, sides[side] as readonly [number, number])
      if (!room.claim(box)) continue
      kept.set(anchor.key, side)
      placed.push({ anchor, leftPx: box.leftPx, topPx: box.topPx })
      break
    }
  }
  return placed
}

function boxAt({ xPx, yPx, reachPx, widthPx, heightPx }: BlockAnchor, [right, down]: readonly [number, number]): Box {
  const dx = reachPx + gapPx + widthPx / 2
  const dy = reachPx + gapPx + heightPx / 2
  return {
    leftPx: xPx + right * dx - widthPx / 2,
    topPx: yPx + down * dy - heightPx / 2,
    widthPx,
    heightPx,
  }
}
