/** Everything done by a key, once: the handler and the help sheet are both made from this table. */
import { actionWords, type keyGroupWords, partWords } from '../../lib/view/words.ts'
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
  group: keyof typeof keyGroupWords
}

export const keyBindings: readonly KeyBinding[] = [
  { keys: ['/'], action: 'search', label: actionWords.search, group: 'find' },
  { keys: ['Esc'], action: 'clear', label: 'Close, or clear the selection', group: 'find' },
  { keys: ['?'], action: 'help', label: 'This help', group: 'find' },
  { keys: ['e'], action: 'legend', label: `${partWords.legend}: what the marks mean`, group: 'find' },
  { keys: ['['], action: 'previousConvoy', label: 'Previous convoy', group: 'fleet' },
  { keys: [']'], action: 'nextConvoy', label: 'Next convoy', group: 'fleet' },
  { keys: ['l'], action: 'leader', label: 'Leader of the selected convoy', group: 'fleet' },
  { keys: ['f'], action: 'follow', label: 'Follow the selected drone', group: 'fleet' },
  { keys: ['r'], action: 'rankBy', label: 'Rank by accuracy or by its lower bound', group: 'fleet' },
  { keys: ['1'], action: 'layer:labels', label: 'Places and provinces', group: 'layers' },
  { keys: ['2'], action: 'layer:roads', label: 'Roads', group: 'layers' },
  { keys: ['3'], action: 'layer:aor', label: 'Areas of responsibility', group: 'layers' },
  { keys: ['4', 't'], action: 'layer:trails', label: 'Trails', group: 'layers' },
  { keys: ['5', 'p'], action: 'layer:links', label: partWords.links, group: 'layers' },
  { keys: ['g'], action: 'layer:grid', label: 'MGRS grid', group: 'layers' },
  { keys: ['a'], action: 'fleet', label: actionWords.showFleet, group: 'screen' },
  { keys: ['m'], action: 'measure', label: actionWords.measure, group: 'screen' },
  { keys: ['+', '='], action: 'zoomIn', label: actionWords.zoomIn, group: 'screen' },
  { keys: ['-'], action: 'zoomOut', label: actionWords.zoomOut, group: 'screen' },
  { keys: ['c'], action: 'convoys', label: 'Convoy list', group: 'screen' },
  { keys: ['b'], action: 'table', label: partWords.table, group: 'screen' },
  { keys: ['h'], action: 'hud', label: partWords.leaderboard, group: 'screen' },
  { keys: ['n'], action: 'night', label: actionWords.night, group: 'screen' },
  { keys: ['k'], action: 'kiosk', label: 'Kiosk: no controls, larger figures', group: 'screen' },
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
