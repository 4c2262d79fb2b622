import { expect, test } from 'vitest'
import { instantOf, mapLinkOf } from './map-link.ts'

const convoyId = '550e8400-e29b-41d4-a716-446655440000'
const droneId = '660e8400-e29b-41d4-a716-446655440001'
const atMs = Date.UTC(2026, 10, 28, 10)
const endMs = Date.UTC(2026, 10, 28, 12)

test('a gap leads to its drone, when and where it was last heard', () => {
  const row = { convoyId, droneId, gapFromAt: atMs, gapToAt: endMs, latitudeDeg: 34.5, longitudeDeg: 69.17 }
  expect(mapLinkOf('coverage-gaps', row, endMs)).toBe(
    `/?at=2026-11-28T10:00:00.000Z&c=34.5000,69.1700&z=10&convoy=${convoyId}&drone=${droneId}`,
  )
})

test('a drone without a position is followed, and a tenure leads to its leader', () => {
  expect(mapLinkOf('tenures', { convoyId, leaderId: droneId, tenureFromAt: atMs }, endMs)).toBe(
    `/?at=2026-11-28T10:00:00.000Z&convoy=${convoyId}&drone=${droneId}&follow`,
  )
})

test('the theme goes along', () => {
  expect(mapLinkOf('tenures', { convoyId, tenureFromAt: atMs }, endMs, 'night')).toMatch(/&theme=night$/)
})

test('a row without an instant leads to the end of what was asked; one without a place either leads nowhere', () => {
  expect(mapLinkOf('density', { southDeg: 34, westDeg: 69 }, endMs)).toBe(
    '/?at=2026-11-28T12:00:00.000Z&c=34.0000,69.0000&z=10',
  )
  expect(mapLinkOf('speed-profile', { convoyId, speedFromMps: 2 }, endMs)).toContain(`convoy=${convoyId}`)
  expect(mapLinkOf('accuracy-by-weapon-type', { weaponType: 'NONE' }, endMs)).toBeNull()
  expect(mapLinkOf('density', { southDeg: 34, westDeg: 69 }, null)).toBeNull()
})

test('the instant of a row is that on its axis, else the first that is known', () => {
  expect(instantOf('deviation-from-route', { farthestAt: atMs })).toBe(atMs)
  expect(instantOf('streaks', { longestHitStreakFromAt: null })).toBeNull()
  expect(instantOf('coverage-gaps', { gapToAt: endMs, gapFromAt: atMs })).toBe(atMs)
})
