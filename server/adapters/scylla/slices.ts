/**
 * Translates a range of clustering keys into CQL conditions. If all columns have the same order, one tuple comparison (one slice)
 * is enough. With mixed orders the range is split into slices, each with equal leading columns and bounds on the next column.
 */
import type { Encoded } from './codecs.ts'
import { compareKeyValues } from './key-order.ts'
import { encodeCell, type StoredTable } from './stored-table.ts'

export interface Slice {
  /** CQL conditions, appended to those of the partition. */
  where: string[]
  params: Encoded[]
}

/** Leading columns of a clustering key, and whether rows with this prefix are within the range. */
export interface Bound {
  values: readonly unknown[]
  inclusive: boolean
}

/** Slices of a range, in stored order, from `lower` to `upper`; null is unbounded. */
export function slicesOf(stored: StoredTable, lower: Bound | null, upper: Bound | null): Slice[] {
  if (!lower && !upper) return [{ where: [], params: [] }]
  const isUniform = stored.clustering.every(({ descending }) => descending === stored.clustering[0]?.descending)
  return isUniform ? [tupleSlice(stored, lower, upper)] : mixedSlices(stored, lower, upper)
}

/** One tuple comparison per bound; an inclusive bound includes the rows with its prefix. */
function tupleSlice(stored: StoredTable, lower: Bound | null, upper: Bound | null): Slice {
  const descending = stored.clustering[0]?.descending ?? false
  const slice: Slice = { where: [], params: [] }
  const add = (bound: Bound | null, sign: '>' | '<') => {
    if (!bound) return
    const cells = stored.clustering.slice(0, bound.values.length)
    const operator = `${descending ? reversed[sign] : sign}${bound.inclusive ? '=' : ''}`
    slice.where.push(`(${cells.map(({ cql }) => cql).join(', ')}) ${operator} (${cells.map(() => '?').join(', ')})`)
    slice.params.push(...cells.map((cell, at) => encodeCell(stored.table.name, cell, bound.values[at])))
  }
  add(lower, '>')
  add(upper, '<')
  return slice
}

const reversed = { '>': '<', '<': '>' } as const

function mixedSlices(stored: StoredTable, lower: Bound | null, upper: Bound | null): Slice[] {
  const from = lower?.values ?? []
  const to = upper?.values ?? []
  let shared = 0
  while (shared < from.length && shared < to.length && compareAt(stored, shared, from[shared], to[shared]) === 0)
    shared++
  const haveBothMore = shared < from.length && shared < to.length
  if (haveBothMore && compareAt(stored, shared, from[shared], to[shared]) > 0) return []
  // One bound is a prefix of the other: the range is empty if the shorter one excludes the rows with that prefix.
  if (!haveBothMore && lower && upper && !isWithin(lower, upper)) return []

  const slices: Slice[] = []
  for (let at = from.length - 1; at > shared; at--) slices.push(sliceAfter(stored, lower as Bound, at))
  if (haveBothMore || !lower || !upper) {
    const own = shared < from.length ? sliceAfter(stored, lower as Bound, shared) : equalSlice(stored, from, shared)
    if (shared < to.length) addBound(own, stored, shared, '<', to[shared], isLast(upper as Bound, shared))
    slices.push(own)
  } else if (shared < from.length) slices.push(sliceAfter(stored, lower, shared))
  else if (shared < to.length) slices.push(sliceBefore(stored, upper, shared))
  else slices.push(equalSlice(stored, from, shared))
  for (let at = shared + 1; at < to.length; at++) slices.push(sliceBefore(stored, upper as Bound, at))
  return slices
}

/** Whether the range is non-empty, for two bounds of which one is a prefix of the other. */
const isWithin = (lower: Bound, upper: Bound): boolean =>
  lower.values.length === upper.values.length
    ? lower.inclusive && upper.inclusive
    : lower.values.length < upper.values.length
      ? lower.inclusive
      : upper.inclusive

const isLast = ({ values, inclusive }: Bound, at: number): boolean => inclusive && at === values.length - 1

function sliceAfter(stored: StoredTable, bound: Bound, at: number): Slice {
  const slice = equalSlice(stored, bound.values, at)
  addBound(slice, stored, at, '>', bound.values[at], isLast(bound, at))
  return slice
}

function sliceBefore(stored: StoredTable, bound: Bound, at: number): Slice {
  const slice = equalSlice(stored, bound.values, at)
  addBound(slice, stored, at, '<', bound.values[at], isLast(bound, at))
  return slice
}

function equalSlice(stored: StoredTable, values: readonly unknown[], count: number): Slice {
  const cells = stored.clustering.slice(0, count)
  return {
    where: cells.map(({ cql }) => `${cql} = ?`),
    params: cells.map((cell, at) => encodeCell(stored.table.name, cell, values[at])),
  }
}

function addBound(slice: Slice, stored: StoredTable, at: number, sign: '>' | '<', value: unknown, inclusive: boolean) {
  const cell = stored.clustering[at]
  if (!cell) return
  slice.where.push(`${cell.cql} ${cell.descending ? reversed[sign] : sign}${inclusive ? '=' : ''} ?`)
  slice.params.push(encodeCell(stored.table.name, cell, value))
}

function compareAt({ clustering }: StoredTable, at: number, a: unknown, b: unknown): number {
  const cell = clustering[at]
  if (!cell) return 0
  const difference = compareKeyValues(cell.kind, a, b)
  return cell.descending ? -difference : difference
}

/** The greater of two lower bounds, or the lesser of two upper bounds. */
export function tighter(stored: StoredTable, a: Bound | null, b: Bound | null, side: 'lower' | 'upper'): Bound | null {
  if (!a || !b) return a ?? b
  const length = Math.min(a.values.length, b.values.length)
  for (let at = 0; at < length; at++) {
    const difference = compareAt(stored, at, a.values[at], b.values[at])
    if (difference !== 0) return difference > 0 === (side === 'lower') ? a : b
  }
  // One is a prefix of the other. If the shorter is inclusive, the longer is tighter; if exclusive, it excludes all rows with that prefix.
  const [short, long] = a.values.length <= b.values.length ? [a, b] : [b, a]
  return short.inclusive ? long : short
}
