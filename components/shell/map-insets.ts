import type { MapInsets } from '../map/map-view.ts'
import type { OpenPanels, SizeClass } from './size-class.ts'

/** Widths and heights of what floats over the map, as globals.css has them; a wall's before they are scaled. */
const measures = {
  phone: { top: 120, bottom: 56, convoys: 0, hud: 0, drone: 0, rail: 0, gap: 8 },
  narrow: { top: 48, bottom: 56, convoys: 280, hud: 340, drone: 320, rail: 56, gap: 8 },
  wide: { top: 48, bottom: 56, convoys: 280, hud: 340, drone: 320, rail: 56, gap: 8 },
  wall: { top: 46, bottom: 52, convoys: 280, hud: 390, drone: 320, rail: 56, gap: 8 },
} as const

/** The table takes a good third of the window, as shell.module.css has it. */
const tableHeightPx = (windowHeightPx: number) => Math.round(windowHeightPx * 0.36)

export function mapInsets(size: SizeClass, open: OpenPanels, windowHeightPx: number): MapInsets {
  const { top, bottom, convoys, hud, drone, rail, gap } = measures[size]
  const table = open.table ? tableHeightPx(windowHeightPx) + gap : 0
  const edge = size === 'phone' ? 0 : gap
  const left = edge + (open.convoys ? convoys : rail)
  const right = edge + (open.hud ? hud : rail) + (open.drone ? drone + gap : 0)
  return { topPx: top, bottomPx: bottom + table, leftPx: left, rightPx: size === 'phone' ? 0 : right }
}
