'use client'

import { useMemo } from 'react'
import type { Board } from '../../lib/board/board.ts'
import { type PastEngagement, rankFlow } from '../../lib/board/rank-flow.ts'
import { formatUtc } from '../../lib/view/format.ts'
import { flowPaths } from './flow-paths.ts'
import styles from './rank-flow-chart.module.css'

interface Props {
  board: Board
  past: readonly PastEngagement[]
  highlighted: string | null
}

const steps = 40
const widthPx = 300
const heightPx = 88

/** How the ranks came to be over the last engagements: the pointed drone's line white, the first's bright. */
export function RankFlowChart({ board, past, highlighted }: Props) {
  const flow = useMemo(() => rankFlow(board, past, steps), [board, past])
  const paths = useMemo(() => flowPaths(flow, widthPx, heightPx), [flow])
  const count = flow.atMs.length - 1
  if (count < 1) return null
  const weight = (droneId: string, rank: number) =>
    droneId === highlighted ? 'chosen' : rank === 1 ? 'first' : 'other'
  const inFront = (droneId: string, rank: number) => ['other', 'first', 'chosen'].indexOf(weight(droneId, rank))
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <span>
          Rank flow, last <span className="number">{count}</span>{' '}
          <span>{count === 1 ? 'engagement' : 'engagements'}</span>
        </span>
        <span className="number">{`since ${formatUtc(flow.atMs[0] ?? board.asOfMs)}Z`}</span>
      </figcaption>
      <svg viewBox={`0 0 ${widthPx} ${heightPx}`} preserveAspectRatio="none" role="img" aria-label="Ranks over time">
        {paths
          .toSorted((a, b) => inFront(a.droneId, a.rank) - inFront(b.droneId, b.rank))
          .map(({ droneId, path, rank }) => (
            <path key={droneId} d={path} data-weight={weight(droneId, rank)} vectorEffect="non-scaling-stroke" />
          ))}
      </svg>
    </figure>
  )
}
