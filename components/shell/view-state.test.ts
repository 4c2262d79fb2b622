import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { mapLayerNames, zoomRange } from '../map/map-view.ts'
import type { PanelFold } from './panel-layout.ts'
import { droneIdOf, type Selection, withConvoy } from './selection.ts'
import type { TimePlace } from './time-cursor.ts'
import { defaultView, maxPickedDrones, parseView, printView, replaceView, type ViewState } from './view-state.ts'

const panels = [{ id: 'convoys' }, { id: 'hud' }, { id: 'table' }]
const read = (search: string) => parseView(new URLSearchParams(search), panels)
const fold = fc.constantFrom('open', 'folded', 'behind') as fc.Arbitrary<PanelFold>
const fiveDecimals = (limit: number) =>
  fc.integer({ min: -limit * 1e5, max: limit * 1e5 }).map((value) => Number((value / 1e5).toFixed(5)) + 0)

const anySelection: fc.Arbitrary<Selection> = fc.oneof(
  fc.constant(null),
  fc.record({ kind: fc.constant('drone' as const), droneId: fc.uuid().map((id) => id as DroneId) }),
  fc.record({ kind: fc.constant('convoy' as const), convoyId: fc.uuid().map((id) => id as ConvoyId) }),
  fc.record({
    kind: fc.constant('waypoint' as const),
    droneId: fc.uuid().map((id) => id as DroneId),
    sequence: fc.integer({ min: 0, max: 999 }),
  }),
  fc.record({ kind: fc.constant('alert' as const), alertId: fc.uuid() }),
  fc.record({ kind: fc.constant('command' as const), commandId: fc.uuid() }),
)

const anyTime: fc.Arbitrary<TimePlace> = fc.oneof(
  fc.constant({ kind: 'live' as const }),
  fc.record({
    kind: fc.constant('replay' as const),
    atMs: fc.integer({ min: 0, max: 4e12 }),
    rate: fc.integer({ min: 0, max: 2_400 }).map((quarters) => quarters / 4),
  }),
)

const anyView: fc.Arbitrary<ViewState> = fc.record({
  center: fc.record({ latitudeDeg: fiveDecimals(85), longitudeDeg: fiveDecimals(180) }),
  zoom: fc.integer({ min: zoomRange.min * 4, max: zoomRange.tilesMax * 4 }).map((quarters) => quarters / 4),
  fitted: fc.boolean(),
  selection: anySelection,
  convoyId: fc.option(fc.uuid().map((id) => id as ConvoyId)),
  follow: fc.boolean(),
  layers: fc.record(Object.fromEntries(mapLayerNames.map((name) => [name, fc.boolean()]))) as fc.Arbitrary<
    ViewState['layers']
  >,
  panels: fc.dictionary(fc.constantFrom('convoys', 'hud', 'table'), fold, { noNullPrototype: true }),
  time: anyTime,
  theme: fc.constantFrom('dark', 'night'),
  kiosk: fc.boolean(),
  rankBy: fc.constantFrom('ACCURACY', 'WILSON'),
  pickedDroneIds: fc.uniqueArray(
    fc.uuid().map((id) => id as DroneId),
    { maxLength: maxPickedDrones },
  ),
})

describe('the view in the address', () => {
  test('every view is found again as it was', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const { center, zoom } = view.fitted ? defaultView : view
        const selected = withConvoy(view.selection, view.convoyId)
        const kept = { ...view, ...selected, center, zoom, follow: view.follow && droneIdOf(view.selection) !== null }
        expect(read(printView({ ...view, ...selected }))).toEqual(kept)
      }),
    )
  })
  test('the default view leaves the address bare', () => expect(printView(defaultView)).toBe(''))
  test('what it does not know or cannot be is passed over', () =>
    expect(
      read(
        '?c=95,500&z=far&convoy=x&drone=../etc&waypoint=7.x&at=2026-02-30T00:00:00Z&rate=9&alert=1&command=&follow&show=lava&hide=&hud=maybe&theme=pink&rank=x&__proto__=1',
      ),
    ).toEqual(defaultView))
  test('any text at all gives a view', () => {
    fc.assert(fc.property(fc.string(), (text) => printView(read(text)).length < 400))
  })
  test('what is not of the view stays in the address', () => {
    expect(replaceView('?probe&z=9&a=b%26c', '?z=10', panels)).toBe('?z=10&probe&a=b%26c')
    expect(replaceView('?probe&z=9&hud=open', '', panels)).toBe('?probe')
    expect(replaceView('?z=9', '', panels)).toBe('')
  })
  test('a zoom beyond what the map has is the nearest it has', () => {
    expect(read('?z=99').zoom).toBe(zoomRange.tilesMax)
    expect(read('?z=0').zoom).toBe(zoomRange.min)
    expect(read('?z=6.3').zoom).toBe(6.25)
  })
  test('a place that was chosen is kept, also where the map stood at the start', () => {
    const { center, zoom } = defaultView
    expect(read(printView({ ...defaultView, fitted: false }))).toMatchObject({ center, zoom, fitted: false })
  })
  test('the name of a panel alone opens it, as addresses of old have the table', () => {
    expect(read('?table=1').panels).toEqual({ table: 'open' })
    expect(read('?table&hud=folded').panels).toEqual({ table: 'open', hud: 'folded' })
    expect(read('?table=0').panels).toEqual({})
  })
  test('an instant without a rate, or with one that cannot be, is shown paused', () => {
    const time = { kind: 'replay', atMs: Date.parse('2026-11-23T09:00:00Z'), rate: 0 }
    for (const rate of ['', '&rate=0', '&rate=-2', '&rate=1e9', '&rate=fast'])
      expect(read(`?at=2026-11-23T12:30:00%2B03:30${rate}`).time).toEqual(time)
  })
  test('following without a drone is not following', () => expect(read('?follow').follow).toBe(false))
})
