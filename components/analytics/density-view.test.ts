import { expect, test } from 'vitest'
import { boundsOf, cellAt, cellBox, viewOf } from './density-view.ts'

const edgeDeg = 0.05
const rows = [
  { westDeg: 69, southDeg: 34, readings: 5 },
  { westDeg: 69.5, southDeg: 34.5, readings: 1 },
]

test('the map shows all cells with ground around them, and the country where there are none', () => {
  expect(boundsOf(rows, edgeDeg)).toEqual({ westDeg: 69, southDeg: 34, eastDeg: 69.55, northDeg: 34.55 })
  expect(boundsOf([], edgeDeg).westDeg).toBe(60.5)
  const view = viewOf(boundsOf(rows, edgeDeg), 800, 440)
  for (const row of rows) {
    const { left, top, width, height } = cellBox(row, edgeDeg, view)
    expect(left).toBeGreaterThan(0)
    expect(top).toBeGreaterThan(0)
    expect(left + width).toBeLessThan(800)
    expect(top + height).toBeLessThan(440)
  }
})

test('the cell under the pointer is the one that is drawn there', () => {
  const view = viewOf(boundsOf(rows, edgeDeg), 800, 440)
  for (const row of rows) {
    const { left, top, width, height } = cellBox(row, edgeDeg, view)
    expect(cellAt(rows, edgeDeg, view, left + width / 2, top + height / 2)).toBe(row)
    const [x, y] = [left + width / 2, top + height / 2]
    for (const [xPx, yPx] of [
      [left - 1, y],
      [left + width + 1, y],
      [x, top - 1],
      [x, top + height + 1],
    ] as const)
      expect(cellAt(rows, edgeDeg, view, xPx, yPx)).toBeNull()
  }
})
