import { curveBumpX, line, scaleLinear, scalePoint } from 'd3'
import type { RankFlow } from '../../lib/board/rank-flow.ts'

export interface FlowPath {
  droneId: string
  path: string
  rank: number
}

/** The ranks of each drone as a line from the oldest step to the newest; rank 1 on top. */
export function flowPaths(flow: RankFlow, widthPx: number, heightPx: number): FlowPath[] {
  const steps = flow.atMs.map((_, index) => index)
  const x = scalePoint(steps, [2, widthPx - 2])
  const y = scaleLinear([1, Math.max(2, flow.lines.length)], [4, heightPx - 4])
  const draw = line<number>(
    (_, index) => x(index) ?? 0,
    (rank) => y(rank),
  ).curve(curveBumpX)
  return flow.lines.map(({ droneId, ranks }) => ({ droneId, path: draw(ranks) ?? '', rank: ranks.at(-1) ?? 0 }))
}
