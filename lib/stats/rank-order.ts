/** Places of a board in an array, best first. Lookup is a binary search; moving a place shifts those in between, some µs in a board of thousands. */
import { type BoardPlace, compareScores } from './score.ts'

/** Moves the place of a drone, in place; `earlier` null: it is new. Returns its rank before (null if new) and after; 1 is best. */
export function movePlace<P extends BoardPlace>(
  order: P[],
  earlier: BoardPlace | null,
  place: P,
): { before: number | null; after: number } {
  const before = earlier && indexOfPlace(order, earlier)
  if (before !== null) order.splice(before, 1)
  const after = indexOfPlace(order, place)
  order.splice(after, 0, place)
  return { before: before === null ? null : before + 1, after: after + 1 }
}

/** Index of this place in the order, or where it would be inserted. */
export function indexOfPlace(order: readonly BoardPlace[], place: BoardPlace): number {
  let low = 0
  let high = order.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareScores(order[middle] as BoardPlace, place) < 0) low = middle + 1
    else high = middle
  }
  return low
}
