import type { MapInsets } from '../map/map-view.ts'
import type { OpenPanels, SizeClass } from './size-class.ts'

/** Widths and heights of what floats over the map, as globals.css has them; a wall's before they are scaled. */
const measures = {
  phone: { top: 120, bottom: 56, convoys: 0, hud: 0, drone: 0, rail: 0, gap: 8 },
  narrow: { top: 48, bottom: 56, convoys: 280, hud: 340, drone: 320, rail: 56, gap: 8 },
  wide: { top: 48, bottom: 56, convoys: 280, hud: 340, drone: 320, rail: 56, gap: 8 },
  wall: { top: 46, bottom: 52, convoys: 280, hud: 390, drone: 320, rail: 56, gap: 8 },
} as const

/** On a phone a sheet takes at most this part of the window, as shell.module.css has it; without one the buttons that open them lie there. */
const phoneSheetShare = 0.6
const phoneButtonsPx = 50

/** The table takes a good third of the window, as shell.module.css has it. */
const tableHeightPx = (windowHeightPx: number) => Math.round(windowHeightPx * 0.36)

export function mapInsets(size: SizeClass, open: OpenPanels, windowHeightPx: number): MapInsets {
  const { top, bottom, convoys, hud, drone, rail, gap } = measures[size]
  if (size === 'phone') {
    const isSheetOpen = Object.values(open).some(Boolean)
    const lowerPx = isSheetOpen ? Math.round(windowHeightPx * phoneSheetShare) : phoneButtonsPx
    return { topPx: top, rightPx: 0, bottomPx: bottom + gap + lowerPx, leftPx: 0 }
  }
  const table = open.table ? tableHeightPx(windowHeightPx) + gap : 0
  const left = gap + (open.convoys ? convoys : rail)
  const right = gap + (open.hud ? hud : rail) + (open.drone ? drone + gap : 0)
  return { topPx: top, bottomPx: bottom + table, leftPx: left, rightPx: right }
}
