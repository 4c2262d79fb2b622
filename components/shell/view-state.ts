/** What a person has chosen to see, and its spelling in the URL: unknown values are ignored, defaults are not printed. */

import type { RankBy } from '../../lib/api/documents.generated.ts'
import type { ThemeName } from '../../lib/looks/palette.ts'
import { type ConvoyId, type DroneId, parseId } from '../../schema/ids.ts'
import { defaultMapView, type MapLayerName, type MapView, mapLayerNames, zoomRange } from '../map/map-view.ts'
import type { PanelFold, PanelFolds, PanelSpec } from './panel-layout.ts'
import { droneIdOf, parseSelection, printSelection, type Selection, selectionKeys } from './selection.ts'
import { parseTime, printTime, type TimePlace, timeKeys } from './time-cursor.ts'

export interface ViewState extends Omit<MapView, 'selectedDroneId' | 'selectedConvoyId'> {
  selection: Selection
  /** The convoy whose board and area are shown: the selected one, or that of what is selected. */
  convoyId: ConvoyId | null
  /** Nobody has chosen where the map stands: it shows the fleet, else the country, whatever the window's size. */
  fitted: boolean
  /** Those that are not as they are by themselves. */
  panels: PanelFolds
  /** What the address asks for: components/shell/time-cursor.ts has what is shown. */
  time: TimePlace
  theme: ThemeName
  kiosk: boolean
  rankBy: RankBy
}

type PanelName = Pick<PanelSpec, 'id'>

/** More would not fit into an address. */
export const maxPickedDrones = 50

const { selectedDroneId: _, selectedConvoyId: __, ...defaultPlace } = defaultMapView

export const defaultView: ViewState = {
  ...defaultPlace,
  selection: null,
  convoyId: null,
  fitted: true,
  panels: {},
  time: { kind: 'live' },
  theme: 'dark',
  kiosk: false,
  rankBy: 'ACCURACY',
}

/** Reads `?c=34.1,66.4&z=7&convoy=…&drone=…&follow&show=grid&hide=trails,roads&at=2026-11-23T09:00:00Z&rate=4&theme=night&kiosk&rank=wilson&picked=…,…`, and of each panel `hud=folded` or `table`. */
export function parseView(search: URLSearchParams, panels: readonly PanelName[]): ViewState {
  const selected = parseSelection(search)
  const center = parseCenter(search.get('c'))
  const zoom = parseZoom(search.get('z'))
  return {
    center: center ?? defaultView.center,
    zoom: zoom ?? defaultView.zoom,
    fitted: center === null && zoom === null,
    ...selected,
    pickedDroneIds: parsePicked(search.get('picked')),
    follow: droneIdOf(selected.selection) !== null && isOn(search.get('follow')),
    layers: parseLayers(search),
    panels: parseFolds(search, panels),
    time: parseTime(search),
    theme: parseTheme(search),
    kiosk: isOn(search.get('kiosk')),
    rankBy: search.get('rank') === 'wilson' ? 'WILSON' : 'ACCURACY',
  }
}

const ownKeys: readonly string[] = [
  'c',
  'z',
  ...selectionKeys,
  ...timeKeys,
  'follow',
  'show',
  'hide',
  'theme',
  'kiosk',
  'rank',
  'picked',
]

/** The view as the map takes it. */
export const mapViewOf = (view: ViewState): MapView => ({
  ...view,
  selectedDroneId: droneIdOf(view.selection),
  selectedConvoyId: view.convoyId,
})

/** The query of a URL with the view in place of the one it had; what is not of the view stays. */
export function replaceView(search: string, view: string, panels: readonly PanelName[]): string {
  const own = [...ownKeys, ...panels.map(({ id }) => id)]
  const others = [...new URLSearchParams(search)].filter(([key]) => !own.includes(key))
  const printed = others.map(([key, value]) => (value === '' ? key : `${key}=${encodeURIComponent(value)}`)).join('&')
  return view === '' ? printed && `?${printed}` : printed ? `${view}&${printed}` : view
}

/** The query of a URL, `''` for the default view, else with its `?`. `parseView` of it gives the view again, centre to 5 decimals. */
export function printView(view: ViewState): string {
  const { center, zoom, fitted, layers } = view
  const parts: [string, string | null][] = [
    ['c', fitted ? null : printCenter(center)],
    ['z', fitted ? null : String(Number(zoom.toFixed(2)))],
    ...printSelection(view.selection, view.convoyId),
    ['follow', view.follow && droneIdOf(view.selection) ? '' : null],
    ['show', printLayers((name) => layers[name] && !defaultView.layers[name])],
    ['hide', printLayers((name) => !layers[name] && defaultView.layers[name])],
    ...Object.entries(view.panels).map(([id, fold]): [string, string | null] => [id, fold === 'auto' ? null : fold]),
    ...printTime(view.time),
    ['theme', view.theme === 'night' ? 'night' : null],
    ['kiosk', view.kiosk ? '' : null],
    ['rank', view.rankBy === 'WILSON' ? 'wilson' : null],
    ['picked', view.pickedDroneIds.length > 0 ? view.pickedDroneIds.join(',') : null],
  ]
  const printed = parts.flatMap(([key, value]) => (value === null ? [] : [value === '' ? key : `${key}=${value}`]))
  return printed.length === 0 ? '' : `?${printed.join('&')}`
}

const parseTheme = (search: URLSearchParams): ThemeName => (search.get('theme') === 'night' ? 'night' : 'dark')

const isOn = (text: string | null) => text !== null && text !== '0' && text !== 'false'

function parseCenter(text: string | null): MapView['center'] | null {
  const match = /^(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)$/.exec(text ?? '')
  if (!match) return null
  const center = { latitudeDeg: Number(match[1]), longitudeDeg: Number(match[2]) }
  return Math.abs(center.latitudeDeg) <= 85 && Math.abs(center.longitudeDeg) <= 180 ? center : null
}
const printCenter = ({ latitudeDeg, longitudeDeg }: MapView['center']) =>
  `${Number(latitudeDeg.toFixed(5))},${Number(longitudeDeg.toFixed(5))}`

function parseZoom(text: string | null): number | null {
  if (!/^\d{1,2}(?:\.\d{1,2})?$/.test(text ?? '')) return null
  const zoom = Math.round(Number(text) / zoomRange.step) * zoomRange.step
  return Math.max(zoomRange.min, Math.min(zoomRange.tilesMax, zoom))
}

function parsePicked(text: string | null): DroneId[] {
  const ids = (text ?? '').split(',').map((id) => parseId<DroneId>(id))
  return [...new Set(ids.filter((id) => id !== null))].slice(0, maxPickedDrones)
}

function parseFolds(search: URLSearchParams, panels: readonly PanelName[]): PanelFolds {
  const folds = panels.map(({ id }) => [id, parseFold(search.get(id))] as const)
  return Object.fromEntries(folds.filter(([, fold]) => fold !== 'auto'))
}

/** The name alone means open. */
function parseFold(text: string | null): PanelFold {
  if (text === '' || text === '1' || text === 'true') return 'open'
  return text === 'open' || text === 'folded' || text === 'behind' ? text : 'auto'
}

function parseLayers(search: URLSearchParams): MapView['layers'] {
  const named = (key: string) => new Set((search.get(key) ?? '').split(','))
  const shown = named('show')
  const hidden = named('hide')
  const entries = mapLayerNames.map((name) => [
    name,
    (defaultView.layers[name] || shown.has(name)) && !hidden.has(name),
  ])
  return Object.fromEntries(entries)
}

function printLayers(differs: (name: MapLayerName) => boolean): string | null {
  const names = mapLayerNames.filter(differs)
  return names.length === 0 ? null : names.join(',')
}
