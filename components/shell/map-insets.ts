import { phoneSizes, shares, sizes, wallSizes } from '../../lib/looks/sizes.ts'
import type { MapInsets } from '../map/map-view.ts'
import type { OpenPanels, SizeClass } from './size-class.ts'

const sizesOf = { phone: phoneSizes, narrow: sizes, wide: sizes, wall: wallSizes } as const

/** On a phone the buttons that open sheets lie at the lower edge. */
const phoneButtonsPx = 50

/** What floats over the map covers this much of it; on a wall before it is scaled. */
export function mapInsets(size: SizeClass, open: OpenPanels, windowHeightPx: number): MapInsets {
  const { u: gap, stripHeight, timelineHeight, convoysWidth, hudWidth, droneWidth, railWidth } = sizesOf[size]
  if (size === 'phone') {
    const isSheetOpen = Object.values(open).some(Boolean)
    const lowerPx = isSheetOpen ? Math.round(windowHeightPx * shares.phoneSheet) : phoneButtonsPx
    return { topPx: stripHeight, rightPx: 0, bottomPx: timelineHeight + gap + lowerPx, leftPx: 0 }
  }
  const table = open.table ? Math.round(windowHeightPx * shares.table) + gap : 0
  const left = gap + (open.convoys ? convoysWidth : railWidth)
  const right = gap + (open.hud ? hudWidth : railWidth) + (open.drone ? droneWidth + gap : 0)
  return { topPx: stripHeight, bottomPx: timelineHeight + table, leftPx: left, rightPx: right }
}
