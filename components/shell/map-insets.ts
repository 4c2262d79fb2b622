import type { MapInsets } from '../map/map-view.ts'
import type { OpenPanels, SizeClass } from './size-class.ts'

/** Widths and heights of what floats over the map, as globals.css has them. */
const measures = {
  phone: { top: 120, bottom: 56, convoys: 0, hud: 0, drone: 0, rail: 0, gap: 8 },
  narrow: { top: 48, bottom: 56, convoys: 280, hud: 340, drone: 320, rail: 56, gap: 8 },
  wide: { top: 48, bottom: 56, convoys: 280, hud: 340, drone: 320, rail: 56, gap: 8 },
  wall: { top: 68, bottom: 76, convoys: 420, hud: 580, drone: 460, rail: 80, gap: 12 },
} as const

export function mapInsets(size: SizeClass, open: OpenPanels): MapInsets {
  const { top, bottom, convoys, hud, drone, rail, gap } = measures[size]
  const edge = size === 'phone' ? 0 : gap
  const left = edge + (open.convoys ? convoys : rail)
  const right = edge + (open.hud ? hud : rail) + (open.drone ? drone + gap : 0)
  return { topPx: top, bottomPx: bottom, leftPx: left, rightPx: size === 'phone' ? 0 : right }
}
