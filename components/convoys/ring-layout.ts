import { curveBundle, lineRadial, pointRadial, scalePoint } from 'd3'
import type { PeerLinkTrack } from '../../lib/feed/feed.ts'
import { fadingBelowPct } from '../../lib/looks/lines.ts'

export interface RingNode {
  droneId: string
  x: number
  y: number
  angleRad: number
}
export interface RingEdge {
  key: string
  path: string
  widthPx: number
  linkPct: number
  fading: boolean
}

/** Drones on a ring in the order given, and their links as curves bent to its middle, the weakest first. */
export function ringLayout(
  droneIds: readonly string[],
  links: Iterable<PeerLinkTrack>,
  radius: number,
): { nodes: RingNode[]; edges: RingEdge[] } {
  const angle = scalePoint(droneIds, [0, 2 * Math.PI * (1 - 1 / Math.max(1, droneIds.length))])
  const curve = lineRadial<[number, number]>().curve(curveBundle.beta(0.7))
  const nodes = droneIds.map((droneId) => {
    const angleRad = angle(droneId) ?? 0
    const [x, y] = pointRadial(angleRad, radius)
    return { droneId, x, y, angleRad }
  })
  const edges = [...links].flatMap(({ fromId, toId, linkPct }) => {
    const from = angle(fromId)
    const to = angle(toId)
    if (from === undefined || to === undefined || linkPct <= 0) return []
    const path = curve([
      [from, radius],
      [0, 0],
      [to, radius],
    ])
    const fading = linkPct < fadingBelowPct
    return [{ key: `${fromId}-${toId}`, path: path ?? '', widthPx: 0.5 + linkPct / 50, linkPct, fading }]
  })
  return { nodes, edges: edges.sort((a, b) => a.linkPct - b.linkPct) }
}
