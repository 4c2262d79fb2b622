import { withAlpha } from '../../../lib/looks/color.ts'
import { mapFonts } from '../../../lib/looks/fonts.ts'
import { lineLooks, linkLook, linkLooks } from '../../../lib/looks/lines.ts'
import { droneState } from '../../../lib/map/fleet-arrays.ts'
import { handoverShownForMs } from '../../../lib/map/handovers.ts'
import type { Box, RoomGrid } from '../../../lib/map/label-placement.ts'
import { unwrapX, worldSizePx } from '../../../lib/map/mercator.ts'
import { callsignOf, dartZoom, type MarkInput, spotOf } from './marks.ts'
import { haloText } from './paint.ts'

/** More than this in view are a cloud, not links: then only those of the selected convoy are drawn. */
const maxLinks = 1_500

/** Peer links as hairlines: width by quality, dashed when fading. Those of a drone that is lost or out of contact are not known and not drawn. */
export function drawLinks(input: MarkInput): void {
  const { view, mapView, picture, palette } = input
  const convoys = [...picture.convoys.values()]
  const every = convoys.reduce((sum, { links }) => sum + links.size, 0)
  const wanted = convoys.filter(
    ({ convoyId, links }) =>
      links.size > 0 && (convoyId === mapView.selectedConvoyId || (view.zoom >= dartZoom && every <= maxLinks)),
  )
  if (wanted.length === 0) return
  const context = input.pen()
  const worldPx = worldSizePx * view.scale
  for (const [look, { widthPx, dash, alpha }] of linkLooks.entries()) {
    context.beginPath()
    for (const { links } of wanted)
      for (const { fromId, toId, linkPct } of links.values()) {
        if (linkLook(linkPct) !== look) continue
        const from = spotOf(input, fromId)
        const to = spotOf(input, toId)
        if (!from || !to || !isHeard(from.state) || !isHeard(to.state)) continue
        context.moveTo(from.x, from.y)
        context.lineTo(unwrapX(from.x, to.x, worldPx), to.y)
        if (Math.abs(to.x - from.x) < worldPx / 2) continue
        context.moveTo(unwrapX(to.x, from.x, worldPx), from.y)
        context.lineTo(to.x, to.y)
      }
    context.setLineDash(dash)
    context.lineWidth = widthPx
    context.strokeStyle = withAlpha(palette[lineLooks.link.color], alpha)
    context.stroke()
  }
  context.setLineDash([])
}

const isHeard = (state: number) => state === droneState.live || state === droneState.late

/** For ten seconds a line from the leader that was to the one that is. */
export function drawHandovers(input: MarkInput & { room: RoomGrid }): void {
  const { palette, handovers, nowMs, roster } = input
  for (const { fromId, toId, term, seenAtMs } of handovers) {
    const from = spotOf(input, fromId)
    const spot = spotOf(input, toId)
    if (!from || !spot) continue
    const to = { x: unwrapX(from.x, spot.x, worldSizePx * input.view.scale), y: spot.y }
    const left = Math.max(0, 1 - Math.abs(nowMs - seenAtMs) / handoverShownForMs)
    const length = Math.hypot(to.x - from.x, to.y - from.y)
    if (length < 12) continue
    const context = input.pen()
    const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length]
    const [tipX, tipY] = [to.x - ux * 14, to.y - uy * 14]
    context.strokeStyle = context.fillStyle = withAlpha(palette[lineLooks.handover.color], 0.25 + 0.75 * left)
    context.lineWidth = lineLooks.handover.widthPx
    context.beginPath()
    context.moveTo(from.x + ux * 12, from.y + uy * 12)
    context.lineTo(tipX, tipY)
    context.stroke()
    context.beginPath()
    context.moveTo(tipX + ux * 8, tipY + uy * 8)
    context.lineTo(tipX - uy * 5, tipY + ux * 5)
    context.lineTo(tipX + uy * 5, tipY - ux * 5)
    context.fill()
    context.font = mapFonts.droneName
    context.textAlign = 'left'
    context.textBaseline = 'middle'
    const text = `${callsignOf(roster, toId)} leads · T${term}`
    const widthPx = context.measureText(text).width + 8
    const [x, y] = [Math.round((from.x + to.x) / 2), Math.round((from.y + to.y) / 2)]
    const box = besides(x, y, widthPx).find((box) => input.room.claim(box))
    if (!box) continue
    input.words.push({ text, ...box })
    haloText(context, text, box.leftPx + 4, box.topPx + wordHeightPx / 2, palette.leader, palette.halo)
  }
}

const wordHeightPx = 20

/** Where a word may stand beside a point: right, left, above, below. */
const besides = (x: number, y: number, widthPx: number): Box[] =>
  [
    [x + 8, y - 10],
    [x - 8 - widthPx, y - 10],
    [x - widthPx / 2, y - 34],
    [x - widthPx / 2, y + 14],
  ].map(([leftPx = 0, topPx = 0]) => ({ leftPx, topPx, widthPx, heightPx: wordHeightPx }))
