/** Which panels are open where: pure, over whatever list of panels there is. components/shell/panels.tsx has ours. */
import type { ComponentType } from 'react'
import type { Action } from '../../schema/permissions.ts'
import type { LegendSection } from '../legend/legend-section.ts'
import type { IconName } from '../ui/icon.tsx'
import type { PanelFrame } from '../ui/panel.tsx'
import { droneIdOf, type Selection } from './selection.ts'
import type { SizeClass } from './size-class.ts'

export interface PanelSpec {
  /** Of its element, and its name in the address. */
  id: string
  title: string
  icon: IconName
  side: 'left' | 'right' | 'bottom'
  /** In CSS pixels, on a wall before it is scaled; null at the bottom, where a panel takes what the sides leave. On a phone all are as wide as the window. */
  widthPx: { desk: number; wall: number } | null
  /** `room`: open by itself in a wide window; `ask`: by its key or button; `drone`: while a drone is selected. */
  opens: 'room' | 'ask' | 'drone'
  /** The key that opens and folds it; null: none. */
  key: string | null
  /** What a reader must be allowed to do to see it; null: nothing. */
  permission: Action | null
  /** The part of the legend that explains it; null: none. */
  explainedBy: LegendSection | null
  Component: ComponentType<PanelFrame>
  /** What its rail shows below the button while the panel is folded. */
  Folded?: ComponentType
}

/** `auto`: as the panel and the window's width have it. `behind`: open, and where there is room for one covered by the panel of a selection. */
export type PanelFold = 'auto' | 'open' | 'folded' | 'behind'
/** By panel id; a panel that is not named is `auto`. */
export type PanelFolds = Readonly<Record<string, PanelFold>>
export type OpenPanels = ReadonlySet<string>

/** What decides which panels are open. */
interface PanelView {
  panels: PanelFolds
  selection: Selection
  kiosk: boolean
}

export const foldOf = (folds: PanelFolds, id: string): PanelFold => folds[id] ?? 'auto'

export const permittedPanels = (panels: readonly PanelSpec[], permissions: ReadonlySet<string>): readonly PanelSpec[] =>
  panels.filter(({ permission }) => permission === null || permissions.has(permission))

const isRoomy = (size: SizeClass) => size === 'wide' || size === 'wall'

/** There is room for one of the two: on a phone always, in a narrow window on one side, at the bottom everywhere. */
function shareRoom(a: PanelSpec, b: PanelSpec, size: SizeClass): boolean {
  if (size === 'phone') return true
  return a.side === b.side && (a.side === 'bottom' || !isRoomy(size))
}

/** Of panels that share their room the first of the list that is wanted is open. */
export function openPanels(panels: readonly PanelSpec[], view: PanelView, size: SizeClass): OpenPanels {
  const roomy = isRoomy(size)
  const hasSelection = droneIdOf(view.selection) !== null
  const isWanted = ({ id, opens }: PanelSpec) => {
    if (opens === 'drone') return hasSelection && !view.kiosk
    if (opens === 'ask' && view.kiosk) return false
    const fold = foldOf(view.panels, id)
    return (
      fold === 'open' ||
      (fold === 'auto' && opens === 'room' && roomy) ||
      (fold === 'behind' && (roomy || !hasSelection))
    )
  }
  const open: PanelSpec[] = []
  for (const panel of panels)
    if (isWanted(panel) && !open.some((other) => shareRoom(other, panel, size))) open.push(panel)
  return new Set(open.map(({ id }) => id))
}

/** The folds after a panel was opened or folded; where panels share their room, opening one folds the others. */
export function togglePanel(
  panels: readonly PanelSpec[],
  id: string,
  view: PanelView,
  size: SizeClass,
): { panels: PanelFolds } {
  const panel = panels.find((candidate) => candidate.id === id)
  if (!panel) return { panels: view.panels }
  if (openPanels(panels, view, size).has(id)) return { panels: { ...view.panels, [id]: closedFold(panel) } }
  const others = panels.filter((other) => other !== panel && other.opens !== 'drone' && shareRoom(other, panel, size))
  const folded = Object.fromEntries(others.map((other) => [other.id, closedFold(other)]))
  return { panels: { ...view.panels, ...folded, [id]: 'open' } }
}

/** What opens only when asked for needs no word to stay closed. */
const closedFold = ({ opens }: PanelSpec): PanelFold => (opens === 'ask' ? 'auto' : 'folded')

/** The folds once a selection has brought its panel to the front: on a phone nothing is left over it. */
export function foldsBehind(panels: readonly PanelSpec[], folds: PanelFolds, size: SizeClass): PanelFolds {
  const next = { ...folds }
  for (const selected of panels.filter(({ opens }) => opens === 'drone'))
    for (const { id, opens } of panels.filter((other) => other !== selected && shareRoom(other, selected, size)))
      if (foldOf(folds, id) === 'open') next[id] = opens === 'ask' ? 'auto' : 'behind'
  return next
}

/** The panels of a side that have a button on its rail; those at the bottom have theirs in the strip. */
export const railPanels = (panels: readonly PanelSpec[], open: OpenPanels, side: PanelSpec['side']) =>
  panels.filter((panel) => panel.side === side && panel.opens !== 'drone' && !open.has(panel.id))
