import { phoneSizes, shares, sizes, wallSizes } from '../../lib/looks/sizes.ts'
import type { MapInsets } from '../map/map-view.ts'
import { type OpenPanels, type PanelSpec, railPanels } from './panel-layout.ts'
import type { SizeClass } from './size-class.ts'

const sizesOf = { phone: phoneSizes, narrow: sizes, wide: sizes, wall: wallSizes } as const

/** On a phone the buttons that open sheets lie at the lower edge. */
const phoneButtonsPx = 50

export const panelWidthPx = ({ widthPx }: PanelSpec, size: SizeClass): number =>
  widthPx?.[size === 'wall' ? 'wall' : 'desk'] ?? 0

/** What floats over the map covers this much of it; on a wall before it is scaled. */
export function mapInsets(
  panels: readonly PanelSpec[],
  open: OpenPanels,
  size: SizeClass,
  windowHeightPx: number,
  isReplay = false,
): MapInsets {
  const { u: gap, stripHeight, railWidth, ...heights } = sizesOf[size]
  const timelineHeight = isReplay ? heights.replayTimelineHeight : heights.timelineHeight
  if (size === 'phone') {
    const lowerPx = open.size > 0 ? Math.round(windowHeightPx * shares.phoneSheet) : phoneButtonsPx
    return { topPx: stripHeight, rightPx: 0, bottomPx: timelineHeight + gap + lowerPx, leftPx: 0 }
  }
  const covered = (side: 'left' | 'right') => {
    const rail = railPanels(panels, open, side).length > 0 ? [railWidth] : []
    const shown = panels.filter((panel) => panel.side === side && open.has(panel.id))
    return [...rail, ...shown.map((panel) => panelWidthPx(panel, size))].reduce((sum, width) => sum + width + gap, 0)
  }
  const hasBottom = panels.some(({ side, id }) => side === 'bottom' && open.has(id))
  return {
    topPx: stripHeight,
    bottomPx: timelineHeight + (hasBottom ? Math.round(windowHeightPx * shares.table) + gap : 0),
    leftPx: covered('left'),
    rightPx: covered('right'),
  }
}
