import type { PanelFold, ViewState } from './view-state.ts'

/** `phone`: panels are sheets; `narrow`: they fold to rails; `wide`: all open; `wall`: all open and larger. */
export type SizeClass = 'phone' | 'narrow' | 'wide' | 'wall'

const widest = { phone: 719, narrow: 1_599, wide: 2_559 } as const

export function sizeClassOf(widthPx: number, kiosk: boolean): SizeClass {
  if (kiosk && widthPx > widest.phone) return 'wall'
  if (widthPx <= widest.phone) return 'phone'
  if (widthPx <= widest.narrow) return 'narrow'
  return widthPx <= widest.wide ? 'wide' : 'wall'
}

export interface OpenPanels {
  convoys: boolean
  hud: boolean
  drone: boolean
}

/** Which panels are open. Where there is room for one on the right, the leaderboard asked for covers the drone; on a phone one sheet at a time. */
export function openPanels(
  view: Pick<ViewState, 'convoysPanel' | 'hudPanel' | 'selectedDroneId' | 'kiosk'>,
  size: SizeClass,
): OpenPanels {
  const roomy = size === 'wide' || size === 'wall'
  const isOpen = (fold: PanelFold) => fold === 'open' || (fold === 'auto' && roomy)
  const convoys = isOpen(view.convoysPanel)
  const hud = isOpen(view.hudPanel)
  const drone = view.selectedDroneId !== null
  if (roomy) return { convoys, hud, drone: drone && !view.kiosk }
  if (size === 'narrow') return { convoys, hud, drone: drone && !hud }
  return { hud, convoys: convoys && !hud, drone: drone && !hud && !convoys }
}

/** The change of view that opens or folds a panel; on a phone it folds the other. */
export function togglePanel(
  panel: 'convoys' | 'hud',
  open: OpenPanels,
  size: SizeClass,
): Pick<ViewState, 'convoysPanel' | 'hudPanel'> | Partial<ViewState> {
  const fold: PanelFold = open[panel] ? 'folded' : 'open'
  const key = panel === 'hud' ? 'hudPanel' : 'convoysPanel'
  const other = panel === 'hud' ? 'convoysPanel' : 'hudPanel'
  return size === 'phone' && fold === 'open' ? { [key]: fold, [other]: 'folded' } : { [key]: fold }
}
