import { expect, test } from 'vitest'
import { ringLayout } from '../convoys/ring-layout.ts'
import { flowPaths } from '../hud/flow-paths.ts'
import { sparkPath } from './spark-path.ts'

const points = (values: (number | null)[], stepMs = 1_000) =>
  values.map((value, index) => ({ atMs: index * stepMs, value }))
const pieces = (path: string) => (path.match(/M/g) ?? []).length

test('a sparkline is one line where readings are whole', () =>
  expect(pieces(sparkPath(points([1, 2, 3, 4]), false, 100, 20))).toBe(1))
test('missing readings are a gap, not a guess', () => {
  const gap = [...points([1, 2, 3, 4]), ...points([5, 6, 7]).map(({ atMs, value }) => ({ atMs: atMs + 60_000, value }))]
  expect(pieces(sparkPath(gap, false, 100, 20))).toBe(2)
})
test('a heading that passes north does not cross the chart', () =>
  expect(pieces(sparkPath(points([350, 359, 3, 9]), true, 100, 20))).toBe(2))
test('fewer than two known values are no line', () =>
  expect(sparkPath(points([null, 3, null]), false, 100, 20)).toBe(''))
test('a value that never changes is a level line in the middle', () =>
  expect(sparkPath(points([5, 5]), false, 100, 20)).toBe('M1,10L99,10'))

test('rank 1 is drawn above rank 2', () => {
  const flow = {
    atMs: [0, 1],
    lines: [
      { droneId: 'a', ranks: [2, 1] },
      { droneId: 'b', ranks: [1, 2] },
    ],
  }
  const [a, b] = flowPaths(flow, 100, 50)
  expect(a).toMatchObject({ rank: 1 })
  expect(a?.path.startsWith('M2,46')).toBe(true)
  expect(b?.path.startsWith('M2,4')).toBe(true)
})

test('links to drones that are not on the ring are left out, fading ones are marked', () => {
  const link = (fromId: string, toId: string, linkPct: number) => ({ fromId, toId, linkPct }) as never
  const { nodes, edges } = ringLayout(['a', 'b', 'c'], [link('a', 'b', 90), link('b', 'c', 20), link('a', 'z', 50)], 50)
  expect(nodes).toHaveLength(3)
  expect(edges.map((edge) => [edge.linkPct, edge.fading])).toEqual([
    [20, true],
    [90, false],
  ])
})
