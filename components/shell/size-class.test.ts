import { describe, expect, test } from 'vitest'
import { sizeClassOf, wallScaleOf } from './size-class.ts'

describe('size of a window', () => {
  test('sizes of the brief', () => {
    const sizes = [390, 1_280, 1_920, 2_560, 3_440].map((width) => sizeClassOf(width, false))
    expect(sizes).toEqual(['phone', 'narrow', 'wide', 'wide', 'wide'])
    expect(sizeClassOf(1_920, true)).toBe('wall')
  })
  test('a wall shows the same at every resolution, and never smaller than a desk does', () => {
    expect(wallScaleOf(3_840, 2_160)).toBe(2 * wallScaleOf(1_920, 1_080))
    expect(wallScaleOf(1_024, 600)).toBe(1)
  })
})
