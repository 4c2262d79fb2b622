import { expect, test } from 'vitest'
import { areaOutlines } from './area-outline.ts'
import { worldSizePx, worldXOf } from './mercator.ts'

const square = (west: number, east: number) => [
  { latitudeDeg: 1, longitudeDeg: west },
  { latitudeDeg: 1, longitudeDeg: east },
  { latitudeDeg: -1, longitudeDeg: east },
  { latitudeDeg: -1, longitudeDeg: west },
]
const reach = (line: Float64Array) => {
  const xs = [...line].filter((_, at) => at % 2 === 0)
  return [Math.min(...xs), Math.max(...xs)]
}

test('an area is one closed line', () => {
  const [line, ...others] = areaOutlines(square(60, 75))
  expect(others).toEqual([])
  expect(line?.slice(-2)).toEqual(line?.slice(0, 2))
  expect(reach(line as Float64Array)).toEqual([worldXOf(60), worldXOf(75)])
})

test.each([
  ['from the west', square(178, -178)],
  ['from the east', square(-178, 178)],
])('an area across 180°, begun %s, is drawn at both edges of the world and nowhere between', (_from, corners) => {
  const reaches = areaOutlines(corners).map(reach)
  const degPx = worldSizePx / 360
  expect(reaches).toHaveLength(2)
  for (const [west = 0, east = 0] of reaches) expect(east - west).toBeCloseTo(4 * degPx, 9)
  const wests = reaches.map(([west = 0]) => west).sort((a, b) => a - b)
  expect(wests[0]).toBeCloseTo(-2 * degPx, 9)
  expect(wests[1]).toBeCloseTo(worldSizePx - 2 * degPx, 9)
})

test('without corners there is no outline', () => expect(areaOutlines([]).map((line) => line.length)).toEqual([0]))
