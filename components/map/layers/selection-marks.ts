import { droneBlock } from '../../../lib/map/drone-block.ts'
import { droneMark, droneState } from '../../../lib/map/fleet-arrays.ts'
import { boxAround, type RoomGrid } from '../../../lib/map/label-placement.ts'
import { callsignOf, type MarkInput, spotOf, symbolZoom } from './marks.ts'
import { haloText, numberFont, wordFont } from './paint.ts'

/** Fewer drones than this in view: darts that need it have words beside them. */
const maxNamed = 60
/** Of more than this no name of a place gets out of the way. */
const maxAvoided = 600
const dartReachPx = 7

/** Corners of a frame around the selected drone, and a ring around the one under the pointer. */
export function drawSelection(input: MarkInput): void {
  const { palette, mapView, hoveredId, view } = input
  const half = view.zoom >= symbolZoom ? 24 : 14
  const hovered = spotOf(input, hoveredId)
  const spot = spotOf(input, mapView.selectedDroneId)
  if (!hovered && !spot) return
  const context = input.pen()
  if (hovered) {
    context.beginPath()
    context.arc(Math.round(hovered.x), Math.round(hovered.y), half - 2, 0, 2 * Math.PI)
    context.strokeStyle = palette.textDim
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
  context.lineWidth = 2
  context.stroke()
}

/** Beside darts: the callsigns of leaders and of the selected drone, and how long late and lost ones have been silent. */
export function drawDartWords(input: MarkInput & { room: RoomGrid }): void {
  const { fleet, roster, palette, mapView, nowMs, room } = input
  if (fleet.visibleCount > maxAvoided) return
  const few = fleet.visibleCount <= maxNamed
  for (let k = 0; k < fleet.visibleCount; k++) {
    const i = fleet.visible[k] as number
    room.take(boxAround(fleet.screenX[i] as number, fleet.screenY[i] as number, dartReachPx))
  }
  for (let k = 0; k < fleet.visibleCount; k++) {
    const i = fleet.visible[k] as number
    const track = fleet.tracks[i]
    const mark = fleet.mark[i]
    if (!track) continue
    const selected = track.droneId === mapView.selectedDroneId
    const silent = few && fleet.state[i] !== droneState.live
    if (!selected && !silent && mark === droneMark.none) continue
    const { title, warning } = droneBlock(callsignOf(roster, track.droneId), track, fleet.state[i] as number, nowMs)
    const text = mark === droneMark.none && !selected ? (warning ?? '') : [title, warning].filter(Boolean).join(' ')
    const context = input.pen()
    context.textBaseline = 'middle'
    context.textAlign = 'left'
    context.font = warning ? `500 11px ${numberFont}` : `600 12px ${wordFont}`
    const [x, y] = [Math.round(fleet.screenX[i] as number) + 17, Math.round(fleet.screenY[i] as number)]
    if (!room.claim({ leftPx: x - 2, topPx: y - 9, widthPx: context.measureText(text).width + 4, heightPx: 18 }))
      continue
    const color = selected
      ? palette.selected
      : fleet.state[i] === droneState.lost || mark === droneMark.rival
        ? palette.lost
        : fleet.state[i] === droneState.late
          ? palette.suspect
          : palette.leader
    haloText(context, text, x, y, color, palette.halo)
  }
}
