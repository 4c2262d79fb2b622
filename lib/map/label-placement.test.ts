import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { labelStyles, placeBaseLabels } from './base-labels.ts'
import { type BaseTopology, createBaseMap } from './base-map.ts'
import { type BlockAnchor, placeBlocks } from './block-placement.ts'
import { type Box, boxAround, createRoomGrid } from './label-placement.ts'

const overlap = (a: Box, b: Box) =>
  a.leftPx < b.leftPx + b.widthPx &&
  b.leftPx < a.leftPx + a.widthPx &&
  a.topPx < b.topPx + b.heightPx &&
  b.topPx < a.topPx + a.heightPx
const overlaps = (boxes: readonly Box[]) => boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => overlap(a, b)))

const px = fc.integer({ min: -600, max: 600 })
const boxes = fc.array(
  fc.record({
    leftPx: px,
    topPx: px,
    widthPx: fc.integer({ min: 1, max: 300 }),
    heightPx: fc.integer({ min: 1, max: 90 }),
  }),
  { maxLength: 60 },
)

test('claimed boxes never overlap, and every box that does not overlap can be claimed', () => {
  fc.assert(
    fc.property(boxes, (wanted) => {
      const room = createRoomGrid()
      const granted = wanted.filter((box) => room.claim(box))
      expect(overlaps(granted)).toEqual([])
      for (const box of wanted) expect(granted.includes(box) || granted.some((other) => overlap(other, box))).toBe(true)
    }),
  )
})

test('blocks cover neither a symbol nor each other', () => {
  const anchors = fc.array(
    fc.record({
      xPx: px,
      yPx: px,
      widthPx: fc.integer({ min: 20, max: 120 }),
      heightPx: fc.integer({ min: 12, max: 40 }),
    }),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(anchors, (places) => {
      const wanted: BlockAnchor[] = places.map((place, i) => ({ key: String(i), reachPx: 12, ...place }))
      const placed = placeBlocks(wanted, new Map(), createRoomGrid())
      const rects = placed.map(({ anchor, leftPx, topPx }) => ({ ...anchor, leftPx, topPx }))
      expect(overlaps(rects)).toEqual([])
      const symbols = wanted.map((anchor) => boxAround(anchor.xPx, anchor.yPx, anchor.reachPx))
      for (const rect of rects) expect(symbols.filter((symbol) => overlap(symbol, rect))).toEqual([])
    }),
  )
})

test('a block keeps its side while there is room, so that it does not jump', () => {
  const sides = new Map<string, number>()
  const anchor = { key: 'a', xPx: 0, yPx: 0, reachPx: 10, widthPx: 60, heightPx: 20 }
  const wall = createRoomGrid()
  wall.take({ leftPx: 11, topPx: -30, widthPx: 100, heightPx: 60 })
  const [aside] = placeBlocks([anchor], sides, wall)
  const [later] = placeBlocks([anchor], sides, createRoomGrid())
  expect(aside?.leftPx).toBeLessThan(0)
  expect(later?.leftPx).toBe(aside?.leftPx)
})

const base = createBaseMap(JSON.parse(readFileSync('public/map/afghanistan.topo.json', 'utf8')) as BaseTopology)
const measure = (label: { text: string }, style: { sizePx: number }) => label.text.length * style.sizePx * 0.6

test.each([5, 6, 7, 8, 9, 10, 12, 14])('names of places never overlap at zoom %d', (zoom) => {
  const placed = placeBaseLabels(base.labels, zoom, measure)
  const rects = placed.map(({ label, xPx, yPx, widthPx }) => {
    const heightPx = labelStyles[label.kind].sizePx + 4
    return { leftPx: xPx, topPx: yPx - heightPx / 2, widthPx, heightPx }
  })
  expect(placed.length).toBeGreaterThan(5)
  expect(overlaps(rects)).toEqual([])
})

test('the capital is labelled at every zoom with place names, and before any village', () => {
  for (const zoom of [4, 6, 8, 12])
    expect(placeBaseLabels(base.labels, zoom, measure).map(({ label }) => label.text)).toContain('Kabul')
})

test('the base map contains what its provenance states', () => {
  expect(base.airfields).toHaveLength(29)
  expect(base.labels.filter((label) => label.kind === 'province')).toHaveLength(34)
  expect(base.roads.length).toBeGreaterThanOrEqual(26)
  expect(base.labels.map((label) => label.text).filter((text) => /woluswali|wuleswali|alaqahdari/i.test(text))).toEqual(
    [],
  )
})
