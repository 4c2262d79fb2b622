/** Everything done by a key, once: the handler and the help sheet are both made from this table and the list of panels. */
import { actionWords, type keyGroupWords, partWords } from '../../lib/view/words.ts'
import type { MapLayerName } from '../map/map-view.ts'
import type { PanelSpec } from './panel-layout.ts'

export type ActionName =
  | 'search'
  | 'help'
  | 'clear'
  | 'follow'
  | 'leader'
  | 'previousConvoy'
  | 'nextConvoy'
  | 'night'
  | 'kiosk'
  | 'fleet'
  | 'zoomIn'
  | 'zoomOut'
  | 'rankBy'
  | 'legend'
  | 'measure'
  | 'pause'
  | 'stepBack'
  | 'stepOn'
  | 'slower'
  | 'faster'
  | 'live'
  | `layer:${MapLayerName}`
  | `panel:${string}`

export interface KeyBinding {
  keys: readonly string[]
  action: ActionName
  label: string
  group: keyof typeof keyGroupWords
}

export const actionKeys: readonly KeyBinding[] = [
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
  { keys: ['Space'], action: 'pause', label: 'Pause here, or play on', group: 'time' },
  { keys: [','], action: 'stepBack', label: 'One second back', group: 'time' },
  { keys: ['.'], action: 'stepOn', label: 'One second on', group: 'time' },
  { keys: ['<'], action: 'slower', label: 'Replay slower', group: 'time' },
  { keys: ['>'], action: 'faster', label: 'Replay faster', group: 'time' },
  { keys: ['0', 'End'], action: 'live', label: actionWords.live, group: 'time' },
  { keys: ['a'], action: 'fleet', label: actionWords.showFleet, group: 'screen' },
  { keys: ['m'], action: 'measure', label: actionWords.measure, group: 'screen' },
  { keys: ['+', '='], action: 'zoomIn', label: actionWords.zoomIn, group: 'screen' },
  { keys: ['-'], action: 'zoomOut', label: actionWords.zoomOut, group: 'screen' },
  { keys: ['n'], action: 'night', label: actionWords.night, group: 'screen' },
  { keys: ['k'], action: 'kiosk', label: 'Kiosk: no controls, larger figures', group: 'screen' },
]

/** The keys of the screen with those of its panels. */
export const keyBindingsOf = (panels: readonly PanelSpec[]): readonly KeyBinding[] => [
  ...actionKeys,
  ...panels.flatMap(({ id, title, key }): KeyBinding[] =>
    key === null ? [] : [{ keys: [key], action: `panel:${id}`, label: title, group: 'screen' }],
  ),
]

/** Keys whose name is another than what they send. */
const names: Readonly<Record<string, string>> = { Escape: 'Esc', ' ': 'Space' }

/** What a key press asks for; null when it belongs to the browser, to a text field or to nobody. */
export function actionOf(press: KeyPress, bindings: readonly KeyBinding[]): ActionName | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null
  const pressed = names[press.key] ?? press.key
  if ((press.typing || !press.hasSingleKeys) && pressed !== 'Esc') return null
  const key = pressed.length === 1 ? pressed.toLowerCase() : pressed
  return bindings.find(({ keys }) => keys.includes(key))?.action ?? null
}

interface KeyPress {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  typing: boolean
  /** Switched off, only Escape remains. */
  hasSingleKeys: boolean
}

/** A key as it is engraved. */
export const keyCapOf = (key: string): string => key.replace(/^.$/, (letter) => letter.toUpperCase())

/** The first key of an action as it is engraved, for labels and hints. */
export const keyOf = (action: Exclude<ActionName, `panel:${string}`>): string =>
  keyCapOf(actionKeys.find((binding) => binding.action === action)?.keys[0] ?? '')
