import { mapFonts } from '../../../lib/looks/fonts.ts'
import { selectionLooks } from '../../../lib/looks/lines.ts'
import type { Palette } from '../../../lib/looks/palette.ts'
import { type BlockAnchor, placeBlocks } from '../../../lib/map/block-placement.ts'
import { droneBlock } from '../../../lib/map/drone-block.ts'
import { droneMark, droneState } from '../../../lib/map/fleet-arrays.ts'
import { boxAround, type RoomGrid } from '../../../lib/map/label-placement.ts'
import { callsignOf, type MarkInput, spotOf, symbolZoom } from './marks.ts'
import { haloText } from './paint.ts'

/** Fewer drones than this in view: darts that need it have words beside them. */
const maxNamed = 60
/** Of more than this no name of a place gets out of the way. */
const maxAvoided = 600
const dartReachPx = 7
const ringReachPx = 12
const wordHeightPx = 16

/** Corners of a frame around the selected drone, rings around picked ones and around the one under the pointer. */
export function drawSelection(input: MarkInput): void {
  const { palette, mapView, hoveredId, view } = input
  const half = view.zoom >= symbolZoom ? 24 : 14
  const hovered = spotOf(input, hoveredId)
  const spot = spotOf(input, mapView.selectedDroneId)
  const picked = mapView.pickedDroneIds.flatMap((droneId) => spotOf(input, droneId) ?? [])
  if (!hovered && !spot && picked.length === 0) return
  const context = input.pen()
  context.strokeStyle = palette.selected
  context.lineWidth = selectionLooks.ringWidthPx
  for (const { x, y } of picked) {
    context.beginPath()
    context.arc(Math.round(x), Math.round(y), half - 2, 0, 2 * Math.PI)
    context.stroke()
  }
  if (hovered) {
    context.beginPath()
    context.arc(Math.round(hovered.x), Math.round(hovered.y), half - 2, 0, 2 * Math.PI)
    context.strokeStyle = palette.text2
    context.lineWidth = 1
    context.stroke()
  }
  if (!spot) return
  const [x, y, arm] = [Math.round(spot.x), Math.round(spot.y), half * 0.45]
  context.beginPath()
  for (const [sx, sy] of [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ] as const) {
    context.moveTo(x + sx * half, y + sy * (half - arm))
    context.lineTo(x + sx * half, y + sy * half)
    context.lineTo(x + sx * (half - arm), y + sy * half)
  }
  context.strokeStyle = palette.selected
  context.lineWidth = selectionLooks.cornersWidthPx
  context.stroke()
}

interface DartWords extends MarkInput {
  room: RoomGrid
  /** Sides of the words at the frame before. */
  sides: Map<string, number>
  measure: (text: string, font: string) => number
}

interface Word extends BlockAnchor {
  text: string
  font: string
  color: string
}

/** Beside darts: the callsigns of leaders and of the selected drone, and how long late and lost ones have been silent. */
export function drawDartWords(input: DartWords): void {
  const { fleet, palette, room } = input
  if (fleet.visibleCount === 0 || fleet.visibleCount > maxAvoided) return
  for (let k = 0; k < fleet.visibleCount; k++) {
    const i = fleet.visible[k] as number
    room.take(boxAround(fleet.screenX[i] as number, fleet.screenY[i] as number, dartReachPx))
  }
  const words = dartWords(input)
  if (words.length === 0) return
  const context = input.pen()
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  const wordOf = new Map(words.map((word) => [word.key, word]))
  for (const { anchor, leftPx, topPx } of placeBlocks(words, input.sides, room)) {
    const word = wordOf.get(anchor.key)
    if (!word) continue
    const { text, widthPx, heightPx } = word
    input.words.push({ text, leftPx, topPx, widthPx, heightPx })
    context.font = word.font
    haloText(context, word.text, Math.round(leftPx), Math.round(topPx) + wordHeightPx / 2, word.color, palette.halo)
  }
}

/** The most important first. */
function dartWords({ fleet, roster, palette, mapView, nowMs, measure }: DartWords): Word[] {
  const few = fleet.visibleCount <= maxNamed
  const words: Word[] = []
  for (let k = 0; k < fleet.visibleCount; k++) {
    const i = fleet.visible[k] as number
    const track = fleet.tracks[i]
    const state = fleet.state[i] as number
    const named = fleet.mark[i] !== droneMark.none || track?.droneId === mapView.selectedDroneId
    if (!track || !(named || (few && state !== droneState.live))) continue
    const { title, warning } = droneBlock(callsignOf(roster, track.droneId), track, state, nowMs)
    const text = [named && title, warning].filter(Boolean).join(' ')
    const font = named ? mapFonts.droneName : mapFonts.droneNumbers
    const word: Word = {
      key: track.droneId,
      xPx: fleet.screenX[i] as number,
      yPx: fleet.screenY[i] as number,
      reachPx: named ? ringReachPx : dartReachPx,
      widthPx: measure(text, font),
      heightPx: wordHeightPx,
      text,
      font,
      color: wordColor(palette, state, fleet.mark[i] as number, track.droneId === mapView.selectedDroneId),
    }
    if (named) words.unshift(word)
    else words.push(word)
  }
  return words
}

function wordColor(palette: Palette, state: number, mark: number, selected: boolean): string {
  if (selected) return palette.selected
  if (state === droneState.unknown) return palette.text2
  if (state === droneState.lost || mark === droneMark.rival) return palette.bad
  return state === droneState.late ? palette.watch : palette.leader
}
