import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import type { DroneId } from '../../schema/ids.ts'
import { actionOf, keyBindingsOf } from './keys.ts'
import { mapInsets } from './map-insets.ts'
import { foldsBehind, openPanels, type PanelSpec, permittedPanels, railPanels, togglePanel } from './panel-layout.ts'
import { panels } from './panels.tsx'
import { Rail } from './rail.tsx'
import type { SizeClass } from './size-class.ts'
import { parseView, printView, replaceView } from './view-state.ts'

const view = { panels: {}, selection: { kind: 'drone', droneId: 'd' as DroneId }, kiosk: false } as const
const open = (of: Parameters<typeof openPanels>[1], size: SizeClass) => [...openPanels(panels, of, size)].sort()

describe('what is open', () => {
  test('wide windows show everything, narrow ones fold to rails', () => {
    expect(open(view, 'wide')).toEqual(['convoys', 'drone', 'hud'])
    expect(open(view, 'narrow')).toEqual(['drone'])
  })
  test('in a narrow window the leaderboard asked for covers the drone', () =>
    expect(open({ ...view, panels: { hud: 'open' } }, 'narrow')).toEqual(['hud']))
  test('a leaderboard that a drone came to cover is there again when the drone goes', () => {
    const covered = { ...view, panels: foldsBehind(panels, { hud: 'open' }, 'narrow') }
    expect(open(covered, 'narrow')).toEqual(['drone'])
    expect(open({ ...covered, selection: null }, 'narrow')).toEqual(['hud'])
    expect(togglePanel(panels, 'hud', covered, 'narrow').panels).toEqual({ hud: 'open' })
  })
  test('in a wide window a drone covers nothing', () =>
    expect(foldsBehind(panels, { hud: 'open', table: 'open' }, 'wide')).toEqual({ hud: 'open', table: 'open' }))
  test('a phone shows one sheet', () => {
    const folds = ['auto', 'open', 'folded', 'behind'] as const
    for (const convoys of folds)
      for (const hud of folds)
        for (const table of ['auto', 'open'] as const)
          expect(open({ ...view, panels: { convoys, hud, table } }, 'phone').length).toBeLessThanOrEqual(1)
    const listed = { ...view, selection: null, panels: { convoys: 'open', table: 'auto' } } as const
    expect(togglePanel(panels, 'hud', listed, 'phone').panels).toEqual({
      convoys: 'folded',
      hud: 'open',
      table: 'auto',
    })
    expect(foldsBehind(panels, { table: 'open', convoys: 'open' }, 'phone')).toEqual({
      table: 'auto',
      convoys: 'behind',
    })
  })
  test('a wall shows nothing that is asked for or selected', () =>
    expect(open({ ...view, kiosk: true, panels: { table: 'open' } }, 'wall')).toEqual(['convoys', 'hud']))
  test('no arrangement covers the centre of the window', () => {
    for (const [widthPx, size] of [
      [1_280, 'narrow'],
      [1_600, 'wide'],
      [1_920, 'wide'],
      [2_560, 'wall'],
    ] as const)
      for (const hud of ['auto', 'open', 'folded'] as const) {
        const shown = openPanels(panels, { ...view, panels: { hud, convoys: 'open', table: 'open' } }, size)
        const insets = mapInsets(panels, shown, size, 720)
        expect(insets.bottomPx).toBeLessThan(720 / 2)
        expect(insets.leftPx).toBeLessThan(widthPx / 2)
        expect(insets.rightPx).toBeLessThan(widthPx / 2)
      }
  })
})

describe('a panel that is added to the list', () => {
  const alerts: PanelSpec = {
    id: 'alerts',
    title: 'Alerts',
    icon: 'status',
    side: 'left',
    widthPx: { desk: 200, wall: 240 },
    opens: 'room',
    key: 'w',
    permission: 'system:read',
    explainedBy: null,
    Component: () => null,
  }
  const more = [...panels, alerts]
  const none = { panels: {}, selection: null, kiosk: false } as const

  test('has a button on its rail, with its key', () => {
    const folded = railPanels(more, openPanels(more, none, 'narrow'), 'left')
    expect(folded.map(({ id }) => id)).toEqual(['convoys', 'alerts'])
    const html = renderToStaticMarkup(<Rail panels={[alerts]} onAction={() => {}} />)
    expect(html).toContain('aria-label="Alerts, folded"')
    expect(html).toContain('title="Alerts (W)"')
    const shown = openPanels(more, { ...none, panels: { alerts: 'open' } }, 'narrow')
    expect(railPanels(more, shown, 'left').map(({ id }) => id)).toEqual(['convoys'])
  })
  test('has its key and its line in the help', () => {
    const press = { key: 'W', ctrlKey: false, metaKey: false, altKey: false, typing: false, hasSingleKeys: true }
    expect(actionOf(press, keyBindingsOf(more))).toBe('panel:alerts')
    expect(actionOf(press, keyBindingsOf(panels))).toBeNull()
    expect(keyBindingsOf(more)).toContainEqual(expect.objectContaining({ keys: ['w'], label: 'Alerts' }))
  })
  test('keeps the map clear of itself, by the width it has there', () => {
    const insets = (list: readonly PanelSpec[], size: SizeClass) =>
      mapInsets(list, openPanels(list, none, size), size, 720).leftPx
    expect(insets(more, 'wide')).toBe(insets(panels, 'wide') + 200 + 8)
    expect(insets(more, 'wall')).toBe(insets(panels, 'wall') + 240 + 8)
  })
  test('shares its room on its side: opened in a narrow window it folds the other', () => {
    const listed = { ...none, panels: { convoys: 'open' } } as const
    const after = { ...none, ...togglePanel(more, 'alerts', listed, 'narrow') }
    expect([...openPanels(more, after, 'narrow')]).toEqual(['alerts'])
  })
  test('stands in the address by its name', () => {
    const found = parseView(new URLSearchParams('?alerts=folded&hud'), more)
    expect(found.panels).toEqual({ hud: 'open', alerts: 'folded' })
    expect(printView(found)).toContain('alerts=folded')
    expect(replaceView('?alerts=open&probe', '', more)).toBe('?probe')
    expect(replaceView('?alerts=open', '', panels)).toBe('?alerts=open')
  })
  test('is there only for who may see it', () => {
    expect(permittedPanels(more, new Set())).toEqual(panels)
    expect(permittedPanels(more, new Set(['system:read']))).toEqual(more)
  })
})
