import { widestPx } from '../../lib/looks/breakpoints.ts'
import type { PanelFold, ViewState } from './view-state.ts'

/** `phone`: panels are sheets; `narrow`: they fold to rails; `wide`: all open; `wall`: all open and larger, only when asked for. */
export type SizeClass = 'phone' | 'narrow' | 'wide' | 'wall'

export function sizeClassOf(widthPx: number, kiosk: boolean): SizeClass {
  if (kiosk && widthPx > widestPx.phone) return 'wall'
  if (widthPx <= widestPx.phone) return 'phone'
  return widthPx <= widestPx.narrow ? 'narrow' : 'wide'
}

/** How many times larger a wall draws everything, panels and map alike: the same share of the screen whatever its resolution. */
export function wallScaleOf(widthPx: number, heightPx: number): number {
  return Math.max(1, 1.5 * Math.min(widthPx / 1_920, heightPx / 1_080))
}

export interface OpenPanels {
  convoys: boolean
  hud: boolean
  drone: boolean
  table: boolean
}

/** Which panels are open. Where there is room for one on the right, the leaderboard asked for covers the drone; on a phone one sheet at a time, the table first. */
export function openPanels(
  view: Pick<ViewState, 'convoysPanel' | 'hudPanel' | 'selectedDroneId' | 'kiosk' | 'table'>,
  size: SizeClass,
): OpenPanels {
  const roomy = size === 'wide' || size === 'wall'
  const drone = view.selectedDroneId !== null
  const isOpen = (fold: PanelFold) =>
    fold === 'open' || (fold === 'auto' && roomy) || (fold === 'behind' && (roomy || !drone))
  const convoys = isOpen(view.convoysPanel)
  const hud = isOpen(view.hudPanel)
  const table = view.table && !view.kiosk
  if (roomy) return { convoys, hud, drone: drone && !view.kiosk, table }
  if (size === 'narrow') return { convoys, hud, drone: drone && !hud, table }
  if (table) return { hud: false, convoys: false, drone: false, table }
  return { hud, convoys: convoys && !hud, drone: drone && !hud && !convoys, table }
}

/** The change of view that opens or folds a panel; on a phone it closes the others. */
export function togglePanel(
  panel: 'convoys' | 'hud',
  open: OpenPanels,
  size: SizeClass,
): Pick<ViewState, 'convoysPanel' | 'hudPanel'> | Partial<ViewState> {
  const fold: PanelFold = open[panel] ? 'folded' : 'open'
  const key = panel === 'hud' ? 'hudPanel' : 'convoysPanel'
  const other = panel === 'hud' ? 'convoysPanel' : 'hudPanel'
  return size === 'phone' && fold === 'open' ? { [key]: fold, [other]: 'folded', table: false } : { [key]: fold }
}
