import { describe, expect, test } from 'vitest'
import type { DroneId } from '../../schema/ids.ts'
import { mapInsets } from './map-insets.ts'
import { openPanels, sizeClassOf, togglePanel } from './size-class.ts'

const view = { convoysPanel: 'auto', hudPanel: 'auto', selectedDroneId: 'd' as DroneId, kiosk: false } as const

describe('what is open', () => {
  test('sizes of the brief', () => {
    expect([390, 1_280, 1_920, 2_560].map((width) => sizeClassOf(width, false))).toEqual([
      'phone',
      'narrow',
      'wide',
      'wall',
    ])
    expect(sizeClassOf(1_920, true)).toBe('wall')
  })
  test('wide windows show everything, narrow ones fold to rails', () => {
    expect(openPanels(view, 'wide')).toEqual({ convoys: true, hud: true, drone: true })
    expect(openPanels(view, 'narrow')).toEqual({ convoys: false, hud: false, drone: true })
  })
  test('in a narrow window the leaderboard asked for covers the drone', () =>
    expect(openPanels({ ...view, hudPanel: 'open' }, 'narrow')).toEqual({ convoys: false, hud: true, drone: false }))
  test('a phone shows one sheet', () => {
    const folds = ['auto', 'open', 'folded'] as const
    for (const convoysPanel of folds)
      for (const hudPanel of folds) {
        const open = openPanels({ ...view, convoysPanel, hudPanel }, 'phone')
        expect(Number(open.convoys) + Number(open.hud) + Number(open.drone)).toBeLessThanOrEqual(1)
      }
    expect(togglePanel('hud', { convoys: true, hud: false, drone: false }, 'phone')).toEqual({
      hudPanel: 'open',
      convoysPanel: 'folded',
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
        const insets = mapInsets(size, openPanels({ ...view, hudPanel, convoysPanel: 'open' }, size))
        expect(insets.leftPx).toBeLessThan(widthPx / 2)
        expect(insets.rightPx).toBeLessThan(widthPx / 2)
      }
  })
})
