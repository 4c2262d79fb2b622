import type { Row } from './rows.ts'

export interface Order {
  column: string
  isDescending: boolean
}

/** By the values of a column; what is not known is last either way. Equal ones keep their order. */
export function sortedRows(rows: readonly Row[], { column, isDescending }: Order): Row[] {
  return rows.toSorted((a, b) => {
    const [left, right] = [a[column] ?? null, b[column] ?? null]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    const ascending =
      typeof left === 'string' && typeof right === 'string'
        ? left.localeCompare(right, 'en', { numeric: true })
        : Number(left) - Number(right)
    return isDescending ? -ascending : ascending
  })
}
