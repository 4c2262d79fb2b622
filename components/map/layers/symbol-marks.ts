import { withAlpha } from '../../../lib/looks/color.ts'
import { lineLooks } from '../../../lib/looks/lines.ts'
import { type BlockAnchor, placeBlocks } from '../../../lib/map/block-placement.ts'
import { droneBlock } from '../../../lib/map/drone-block.ts'
import { droneMark, droneState } from '../../../lib/map/fleet-arrays.ts'
import type { RoomGrid } from '../../../lib/map/label-placement.ts'
import type { BlockBitmap, BlockBitmaps } from './block-bitmaps.ts'
import type { Ink } from './ink.ts'
import { callsignOf, type MarkInput } from './marks.ts'
import type { SymbolBitmaps } from './symbol-bitmaps.ts'

/** Of more drones than this in view not every one is named. */
const maxBlocks = 150
const symbolReachPx = 19
/** The line ahead of a symbol ends where the drone will be then. */
const vectorMs = 60_000
/** Half of the bar across its end. */
const tickPx = 4

interface SymbolInput extends MarkInput {
  ratio: number
  symbols: SymbolBitmaps
  blocks: BlockBitmaps
  /** Sides of the blocks at the frame before. */
  sides: Map<string, number>
  /** Takes note of what is covered. */
  room: RoomGrid
}

/** Drones as MIL-STD-2525 symbols, each with the way it goes, and beside it callsign, height and speed where there is room. */
export function drawSymbols(input: SymbolInput): void {
  const { fleet } = input
  if (fleet.visibleCount === 0) return
  drawVectors(input)
  for (let k = 0; k < fleet.visibleCount; k++) drawSymbol(input, fleet.visible[k] as number)
  drawBlocks(input)
}

function drawSymbol({ pen, fleet, roster, palette, ratio, symbols }: SymbolInput, i: number): void {
  const context = pen()
  const x = Math.round(fleet.screenX[i] as number)
  const y = Math.round(fleet.screenY[i] as number)
  const state = fleet.state[i] as number
  const mark = fleet.mark[i] as number
  const track = fleet.tracks[i]
  if (!track) return
  if (mark !== droneMark.none) {
    context.beginPath()
    context.arc(x, y, symbolReachPx, 0, 2 * Math.PI)
    context.strokeStyle =
      state === droneState.unknown ? palette.text2 : mark === droneMark.rival ? palette.bad : palette.leader
    context.lineWidth = 2
    if (mark === droneMark.rival) {
      // Two rings: two that claim to lead.
      context.moveTo(x + symbolReachPx + 4, y)
      context.arc(x, y, symbolReachPx + 4, 0, 2 * Math.PI)
    }
    context.stroke()
  }
  const platform = roster.drones.get(track.droneId)?.platformType ?? 'UNKNOWN'
  const bitmap = symbols.of(platform, state, palette, ratio)
  context.globalAlpha = state === droneState.lost ? 0.45 : 1
  context.drawImage(bitmap.image, x - bitmap.anchorXPx, y - bitmap.anchorYPx, bitmap.widthPx, bitmap.heightPx)
  context.globalAlpha = 1
  if (state === droneState.lost) drawCross(context, x, y, 9, palette.bad)
}

function drawCross(context: Ink, x: number, y: number, reach: number, color: string): void {
  context.beginPath()
  context.moveTo(x - reach, y - reach)
  context.lineTo(x + reach, y + reach)
  context.moveTo(x + reach, y - reach)
  context.lineTo(x - reach, y + reach)
  context.strokeStyle = color
  context.lineWidth = 2.5
  context.stroke()
}

function drawVectors({ pen, view, fleet, palette }: SymbolInput): void {
  const context = pen()
  context.beginPath()
  for (let k = 0; k < fleet.visibleCount; k++) {
    const i = fleet.visible[k] as number
    if (fleet.state[i] !== droneState.live) continue
    const dx = (fleet.velocityX[i] as number) * view.scale * vectorMs
    const dy = (fleet.velocityY[i] as number) * view.scale * vectorMs
    const length = Math.hypot(dx, dy)
    if (length < symbolReachPx + 4) continue
    const x = fleet.screenX[i] as number
    const y = fleet.screenY[i] as number
    context.moveTo(x + (dx / length) * symbolReachPx, y + (dy / length) * symbolReachPx)
    context.lineTo(x + dx, y + dy)
    context.moveTo(x + dx - (dy / length) * tickPx, y + dy + (dx / length) * tickPx)
    context.lineTo(x + dx + (dy / length) * tickPx, y + dy - (dx / length) * tickPx)
  }
  context.strokeStyle = withAlpha(palette[lineLooks.vector.color], 0.9)
  context.lineWidth = lineLooks.vector.widthPx
  context.stroke()
}

function drawBlocks(input: SymbolInput): void {
  const { fleet, roster, palette, ratio, nowMs, mapView } = input
  const context = input.pen()
  const anchors: (BlockAnchor & { bitmap: BlockBitmap })[] = []
  for (let k = 0; k < Math.min(maxBlocks, fleet.visibleCount); k++) {
    const i = fleet.visible[k] as number
    const track = fleet.tracks[i]
    if (!track) continue
    const leads = fleet.mark[i] === droneMark.leader
    const color = track.droneId === mapView.selectedDroneId ? palette.selected : leads ? palette.leader : palette.text
    const block = droneBlock(callsignOf(roster, track.droneId), track, fleet.state[i] as number, nowMs)
    const bitmap = input.blocks.of(block, color, palette, ratio)
    const anchor = {
      key: track.droneId,
      xPx: fleet.screenX[i] as number,
      yPx: fleet.screenY[i] as number,
      reachPx: symbolReachPx,
      widthPx: bitmap.widthPx,
      heightPx: bitmap.heightPx,
      bitmap,
    }
    if (leads || track.droneId === mapView.selectedDroneId) anchors.unshift(anchor)
    else anchors.push(anchor)
  }
  const bitmapOf = new Map(anchors.map((anchor) => [anchor.key, anchor.bitmap]))
  for (const { anchor, leftPx, topPx } of placeBlocks(anchors, input.sides, input.room)) {
    const bitmap = bitmapOf.get(anchor.key)
    if (!bitmap) continue
    const { key: text, widthPx, heightPx } = anchor
    input.words.push({ text, leftPx, topPx, widthPx, heightPx })
    context.drawImage(bitmap.image, Math.round(leftPx), Math.round(topPx), bitmap.widthPx, bitmap.heightPx)
  }
}
