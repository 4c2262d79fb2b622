import { describe, expect, test } from 'vitest'
import type { DroneId } from '../../schema/ids.ts'
import { mapInsets } from './map-insets.ts'
import { openPanels, sizeClassOf, togglePanel, wallScaleOf } from './size-class.ts'

const view = {
  convoysPanel: 'auto',
  hudPanel: 'auto',
  selectedDroneId: 'd' as DroneId,
  kiosk: false,
  table: false,
} as const

describe('what is open', () => {
  test('sizes of the brief', () => {
    const sizes = [390, 1_280, 1_920, 2_560, 3_440].map((width) => sizeClassOf(width, false))
    expect(sizes).toEqual(['phone', 'narrow', 'wide', 'wide', 'wide'])
    expect(sizeClassOf(1_920, true)).toBe('wall')
  })
  test('a wall shows the same at every resolution, and never smaller than a desk does', () => {
    expect(wallScaleOf(3_840, 2_160)).toBe(2 * wallScaleOf(1_920, 1_080))
    expect(wallScaleOf(1_024, 600)).toBe(1)
  })
  test('wide windows show everything, narrow ones fold to rails', () => {
    expect(openPanels(view, 'wide')).toEqual({ convoys: true, hud: true, drone: true, table: false })
    expect(openPanels(view, 'narrow')).toEqual({ convoys: false, hud: false, drone: true, table: false })
  })
  test('in a narrow window the leaderboard asked for covers the drone', () =>
    expect(openPanels({ ...view, hudPanel: 'open' }, 'narrow')).toEqual({
      convoys: false,
      hud: true,
      drone: false,
      table: false,
    }))
  test('a leaderboard that a drone came to cover is there again when the drone goes', () => {
    const covered = { ...view, hudPanel: 'behind' } as const
    expect(openPanels(covered, 'narrow')).toMatchObject({ hud: false, drone: true })
    expect(openPanels({ ...covered, selectedDroneId: null }, 'narrow')).toMatchObject({ hud: true, drone: false })
    expect(togglePanel('hud', openPanels(covered, 'narrow'), 'narrow')).toEqual({ hudPanel: 'open' })
  })
  test('a phone shows one sheet', () => {
    const folds = ['auto', 'open', 'folded', 'behind'] as const
    for (const convoysPanel of folds)
      for (const hudPanel of folds)
        for (const table of [false, true]) {
          const open = openPanels({ ...view, convoysPanel, hudPanel, table }, 'phone')
          expect(Object.values(open).filter(Boolean).length).toBeLessThanOrEqual(1)
        }
    expect(togglePanel('hud', { convoys: true, hud: false, drone: false, table: false }, 'phone')).toEqual({
      hudPanel: 'open',
      convoysPanel: 'folded',
      table: false,
    })
  })
  test('no arrangement covers the centre of the window', () => {
    for (const [widthPx, size] of [
      [1_280, 'narrow'],
      [1_600, 'wide'],
      [1_920, 'wide'],
      [2_560, 'wall'],
    ] as const)
      for (const hudPanel of ['auto', 'open', 'folded'] as const) {
        const open = openPanels({ ...view, hudPanel, convoysPanel: 'open', table: true }, size)
        const insets = mapInsets(size, open, 720)
        expect(insets.bottomPx).toBeLessThan(720 / 2)
        expect(insets.leftPx).toBeLessThan(widthPx / 2)
        expect(insets.rightPx).toBeLessThan(widthPx / 2)
      }
  })
})
