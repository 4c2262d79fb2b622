import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countryBounds } from './base-map.ts'
import { cornersOf, fitView } from './fit-view.ts'
import { worldXOf, worldYOf } from './mercator.ts'

const options = { minZoom: 4, maxZoom: 12, zoomStep: 0.25 }
const insets = fc.record({
  topPx: fc.integer({ min: 0, max: 120 }),
  rightPx: fc.integer({ min: 0, max: 600 }),
  bottomPx: fc.integer({ min: 0, max: 120 }),
  leftPx: fc.integer({ min: 0, max: 400 }),
})
const frame = fc.record({
  widthPx: fc.integer({ min: 1_200, max: 3_840 }),
  heightPx: fc.integer({ min: 600, max: 2_160 }),
  insets,
})
const point = fc.record({
  latitudeDeg: fc.double({ min: 29, max: 39, noNaN: true }),
  longitudeDeg: fc.double({ min: 60, max: 75, noNaN: true }),
})

describe('fitting a view', () => {
  test('every point lies in the space between the panels, at an allowed zoom', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 30 }), frame, (points, frame) => {
        const view = fitView(points, frame, options)
        if (!view) throw new Error('Expected a view.')
        expect((view.zoom * 4) % 1).toBe(0)
        const scale = 2 ** view.zoom
        const { insets, widthPx, heightPx } = frame
        for (const { latitudeDeg, longitudeDeg } of points) {
          const x = widthPx / 2 + (worldXOf(longitudeDeg) - worldXOf(view.center.longitudeDeg)) * scale
          const y = heightPx / 2 + (worldYOf(latitudeDeg) - worldYOf(view.center.latitudeDeg)) * scale
          expect(x).toBeGreaterThan(insets.leftPx - 1e-6)
          expect(x).toBeLessThan(widthPx - insets.rightPx + 1e-6)
          expect(y).toBeGreaterThan(insets.topPx - 1e-6)
          expect(y).toBeLessThan(heightPx - insets.bottomPx + 1e-6)
        }
      }),
    )
  })

  test('the country fills the space: one step closer and it would not fit', () => {
    fc.assert(
      fc.property(frame, (frame) => {
        const corners = cornersOf(countryBounds)
        const view = fitView(corners, frame, options)
        const { insets, widthPx, heightPx } = frame
        const closer = 2 ** ((view?.zoom ?? 0) + 0.25)
        const [widest, highest] = [
          (worldXOf(countryBounds.eastDeg) - worldXOf(countryBounds.westDeg)) * closer,
          (worldYOf(countryBounds.southDeg) - worldYOf(countryBounds.northDeg)) * closer,
        ]
        const fits =
          widest < (widthPx - insets.leftPx - insets.rightPx) * 0.8 &&
          highest < (heightPx - insets.topPx - insets.bottomPx) * 0.8
        expect(fits).toBe(false)
      }),
    )
  })

  test('one point is shown no closer than asked', () =>
    expect(fitView([{ latitudeDeg: 34, longitudeDeg: 66 }], frameOf(1_920), { ...options, maxZoom: 9 })).toMatchObject({
      zoom: 9,
    }))
  test('nothing to show gives no view', () => expect(fitView([], frameOf(1_920), options)).toBeNull())
})

const frameOf = (widthPx: number) => ({
  widthPx,
  heightPx: 1_080,
  insets: { topPx: 48, rightPx: 348, bottomPx: 56, leftPx: 288 },
})
