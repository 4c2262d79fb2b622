/** Everything done by a key, once: the handler and the help sheet are both made from this table. */
import type { MapLayerName } from '../map/map-view.ts'

export type ActionName =
  | 'search'
  | 'help'
  | 'clear'
  | 'follow'
  | 'leader'
  | 'previousConvoy'
  | 'nextConvoy'
  | 'hud'
  | 'convoys'
  | 'night'
  | 'kiosk'
  | 'fleet'
  | 'zoomIn'
  | 'zoomOut'
  | 'rankBy'
  | 'table'
  | 'legend'
  | 'measure'
  | `layer:${MapLayerName}`

export interface KeyBinding {
  keys: readonly string[]
  action: ActionName
  label: string
  group: 'Find' | 'Convoys and drones' | 'Layers' | 'Screen'
}

export const keyBindings: readonly KeyBinding[] = [
  { keys: ['/'], action: 'search', label: 'Search convoys, drones, places', group: 'Find' },
  { keys: ['Esc'], action: 'clear', label: 'Close, or clear the selection', group: 'Find' },
  { keys: ['?'], action: 'help', label: 'This help', group: 'Find' },
  { keys: ['e'], action: 'legend', label: 'Legend: what the marks mean', group: 'Find' },
  { keys: ['['], action: 'previousConvoy', label: 'Previous convoy', group: 'Convoys and drones' },
  { keys: [']'], action: 'nextConvoy', label: 'Next convoy', group: 'Convoys and drones' },
  { keys: ['l'], action: 'leader', label: 'Leader of the selected convoy', group: 'Convoys and drones' },
  { keys: ['f'], action: 'follow', label: 'Follow the selected drone', group: 'Convoys and drones' },
  { keys: ['r'], action: 'rankBy', label: 'Rank by accuracy or by its lower bound', group: 'Convoys and drones' },
  { keys: ['1'], action: 'layer:labels', label: 'Places and provinces', group: 'Layers' },
  { keys: ['2'], action: 'layer:roads', label: 'Roads', group: 'Layers' },
  { keys: ['3'], action: 'layer:aor', label: 'Areas of responsibility', group: 'Layers' },
  { keys: ['4', 't'], action: 'layer:trails', label: 'Trails', group: 'Layers' },
  { keys: ['5', 'p'], action: 'layer:links', label: 'Peer links', group: 'Layers' },
  { keys: ['g'], action: 'layer:grid', label: 'MGRS grid', group: 'Layers' },
  { keys: ['a'], action: 'fleet', label: 'All drones in view', group: 'Screen' },
  { keys: ['m'], action: 'measure', label: 'Measure range and bearing', group: 'Screen' },
  { keys: ['+', '='], action: 'zoomIn', label: 'Zoom in', group: 'Screen' },
  { keys: ['-'], action: 'zoomOut', label: 'Zoom out', group: 'Screen' },
  { keys: ['c'], action: 'convoys', label: 'Convoy list', group: 'Screen' },
  { keys: ['b'], action: 'table', label: 'Table of drones', group: 'Screen' },
  { keys: ['h'], action: 'hud', label: 'Leaderboard', group: 'Screen' },
  { keys: ['n'], action: 'night', label: 'Night theme', group: 'Screen' },
  { keys: ['k'], action: 'kiosk', label: 'Kiosk: no controls, larger figures', group: 'Screen' },
]

const byKey = new Map(keyBindings.flatMap(({ keys, action }) => keys.map((key) => [key, action] as const)))

/** What a key press asks for; null when it belongs to the browser, to a text field or to nobody. */
export function actionOf(press: {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  typing: boolean
  /** Switched off, only Escape remains. */
  hasSingleKeys: boolean
}): ActionName | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null
  const key = press.key === 'Escape' ? 'Esc' : press.key
  if ((press.typing || !press.hasSingleKeys) && key !== 'Esc') return null
  return byKey.get(key.length === 1 ? key.toLowerCase() : key) ?? null
}

/** The first key of an action as it is engraved, for labels and hints. */
export const keyOf = (action: ActionName): string =>
  (keyBindings.find((binding) => binding.action === action)?.keys[0] ?? '').replace(/^.$/, (key) => key.toUpperCase())
