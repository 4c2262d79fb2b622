import { withAlpha } from '../../../lib/looks/color.ts'
import { mapFonts } from '../../../lib/looks/fonts.ts'
import { groupFrame, uncertainDash } from '../../../lib/looks/lines.ts'
import type { Palette } from '../../../lib/looks/palette.ts'
import { type BlockAnchor, placeBlocks } from '../../../lib/map/block-placement.ts'
import type { ConvoyGroup } from '../../../lib/map/convoy-groups.ts'
import { type GroupWords, groupWords } from '../../../lib/map/group-words.ts'
import { boxAround, type RoomGrid } from '../../../lib/map/label-placement.ts'
import type { Ink } from './ink.ts'
import type { MarkInput } from './marks.ts'

export const groupReachPx = 20
const halfWidthPx = 19
const halfHeightPx = 12
/** How far the badge on its corner reaches beyond a symbol. */
const badgeReachPx = 12
const lineHeightPx = 16

interface GroupInput extends MarkInput {
  groups: readonly ConvoyGroup[]
  sides: Map<string, number>
  /** Takes note of what is covered. */
  room: RoomGrid
}

/** Convoys as one symbol each: how many drones, the callsign, and who leads or why nobody does. */
export function drawGroups(input: GroupInput): void {
  const { groups, view } = input
  if (groups.length === 0) return
  const context = input.pen()
  for (const group of [...groups].reverse()) drawSymbol(input, group)
  for (const { worldX, worldY } of groups)
    input.room.take(boxAround(worldX * view.scale - view.leftPx, worldY * view.scale - view.topPx, groupReachPx))
  const primaryGroups = groups.filter((group) => group.isPrimary)
  const words = new Map<string, GroupWords>(
    primaryGroups.map((group) => [group.convoyId, groupWords(group, input.roster)]),
  )
  const anchors: BlockAnchor[] = primaryGroups.map((group) => {
    const { convoyId, worldX, worldY } = group
    const { title, second } = words.get(convoyId) as GroupWords
    context.font = mapFonts.convoyName
    const titleWidth = context.measureText(title).width
    context.font = mapFonts.convoyLeader
    return {
      key: convoyId,
      xPx: worldX * view.scale - view.leftPx,
      yPx: worldY * view.scale - view.topPx,
      reachPx: groupReachPx + (hasBadge(group) ? badgeReachPx : 0),
      widthPx: Math.ceil(Math.max(titleWidth, context.measureText(second).width)) + 8,
      heightPx: 2 * lineHeightPx + 2,
    }
  })
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  for (const { anchor, leftPx, topPx } of placeBlocks(anchors, input.sides, input.room)) {
    const lines = words.get(anchor.key)
    if (!lines) continue
    const { widthPx, heightPx } = anchor
    input.words.push({ text: `${lines.title} ${lines.second}`, leftPx, topPx, widthPx, heightPx })
    context.fillStyle = withAlpha(input.palette.ground, 0.82)
    context.beginPath()
    context.roundRect(Math.round(leftPx), Math.round(topPx), anchor.widthPx, anchor.heightPx, 3)
    context.fill()
    context.font = mapFonts.convoyName
    context.fillStyle = input.palette.text
    context.fillText(lines.title, Math.round(leftPx) + 4, topPx + lineHeightPx / 2 + 1)
    context.font = mapFonts.convoyLeader
    context.fillStyle = input.palette[lines.tone]
    context.fillText(lines.second, Math.round(leftPx) + 4, topPx + lineHeightPx * 1.5 + 1)
  }
}

function drawSymbol({ pen, view, palette, mapView }: GroupInput, group: ConvoyGroup): void {
  const context = pen()
  const x = Math.round(group.worldX * view.scale - view.leftPx)
  const y = Math.round(group.worldY * view.scale - view.topPx)
  const selected = group.convoyId === mapView.selectedConvoyId
  context.beginPath()
  context.roundRect(x - halfWidthPx, y - halfHeightPx, 2 * halfWidthPx, 2 * halfHeightPx, groupFrame.radiusPx)
  context.fillStyle = palette.plate
  context.fill()
  context.lineWidth = selected ? groupFrame.selectedWidthPx : groupFrame.widthPx
  context.strokeStyle = selected ? palette.selected : frameColor(group, palette)
  context.setLineDash(isAllLost(group) || isAllUnknown(group) ? uncertainDash : [])
  context.stroke()
  context.setLineDash([])
  context.font = mapFonts.convoyCount
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillStyle = isAllLost(group) || isAllUnknown(group) ? palette.text2 : palette.text
  context.fillText(String(group.drones), x, y + 1)
  if (hasBadge(group)) drawBadge(context, x + halfWidthPx, y - halfHeightPx, group.lost, palette)
}

/** How many of the group are lost, on the corner of its symbol. */
function drawBadge(context: Ink, x: number, y: number, lost: number, palette: Palette): void {
  const text = `×${lost}`
  context.font = mapFonts.lostCount
  const half = context.measureText(text).width / 2 + 3
  context.beginPath()
  context.roundRect(x - half, y - 7, 2 * half, 14, 3)
  context.fillStyle = palette.ground
  context.fill()
  context.strokeStyle = palette.bad
  context.lineWidth = 1
  context.stroke()
  context.fillStyle = palette.bad
  context.fillText(text, x, y + 0.5)
}

const hasBadge = ({ drones, lost }: ConvoyGroup) => lost > 0 && lost < drones
const isAllLost = ({ drones, lost }: ConvoyGroup) => lost === drones
const isAllUnknown = ({ drones, unknown }: ConvoyGroup) => unknown === drones
const frameColor = (group: ConvoyGroup, palette: Palette) =>
  isAllUnknown(group) ? palette.text2 : isAllLost(group) ? palette.bad : palette.friendly
