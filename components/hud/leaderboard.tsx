'use client'

import dynamic from 'next/dynamic'
import { use, useRef, useState } from 'react'
import type { Board } from '../../lib/board/board.ts'
import type { PastEngagement } from '../../lib/board/rank-flow.ts'
import { formatAge, formatNumber } from '../../lib/view/format.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { selectDrone } from '../shell/actions.ts'
import { SizeContext, useNowMs, usePicture, useRoster, useScreen, useView } from '../shell/use-screen.ts'
import { Notice } from '../ui/notice.tsx'
import { Panel, type PanelActions } from '../ui/panel.tsx'
import { BoardFoot } from './board-foot.tsx'
import { BoardHead, BoardRow } from './board-row.tsx'
import styles from './leaderboard.module.css'
import { useBoard } from './use-board.ts'
import { useSlide } from './use-slide.ts'

const RankFlowChart = dynamic(() => import('./rank-flow-chart.tsx').then((module) => module.RankFlowChart), {
  ssr: false,
})

/** The ranking of the selected convoy's drones, live. */
export function Leaderboard({ onClose, onExplain }: PanelActions) {
  const { selectedConvoyId, rankBy } = useView()
  const roster = useRoster()
  const { board, past, failure } = useBoard(selectedConvoyId, rankBy)
  const callsign = selectedConvoyId ? roster.convoys.get(selectedConvoyId)?.callsign : undefined
  return (
    <Panel
      id="hud"
      label="Leaderboard"
      title={callsign ? `Leaderboard · ${callsign}` : 'Leaderboard'}
      onClose={onClose}
      onExplain={onExplain}
      closeLabel="Fold leaderboard"
      closeHint="h"
      closeIcon="fold"
    >
      {selectedConvoyId === null ? (
        <Notice tone="quiet" title="No convoy selected">
          Choose one from the list, on the map, or with the keys [ and ].
        </Notice>
      ) : board ? (
        <BoardBody board={board} past={past} failure={failure} />
      ) : failure ? (
        <Notice tone="bad" title="The leaderboard can’t be loaded">
          {failure}. Trying again by itself.
        </Notice>
      ) : (
        <Notice tone="busy" title="Loading the leaderboard…" />
      )}
    </Panel>
  )
}

interface BodyProps {
  board: Board
  past: readonly PastEngagement[]
  failure: string | null
}

function BoardBody({ board, past, failure }: BodyProps) {
  const screen = useScreen()
  const size = use(SizeContext)
  const view = useView()
  const nowMs = useNowMs('slow')
  const list = useRef<HTMLOListElement>(null)
  const [pointed, setPointed] = useState<string | null>(null)
  useSlide(list, board.rows.map((row) => row.droneId).join())
  const leaderId = usePicture().convoys.get(board.convoyId as ConvoyId)?.leadership.leaderId
  const engaged = board.rows.some((row) => row.totalEngagements > 0)
  return (
    <>
      <div className={styles.summary}>
        <span className={styles.average}>
          <span className={styles.label}>Average accuracy</span>
          <b className="number">{formatNumber(board.averageAccuracyPct, 1)} %</b>
        </span>
        <span className={styles.fresh} data-stale={board.stale || failure !== null}>
          {failure ? 'can’t be loaded' : board.stale ? 'from records' : 'as of'}{' '}
          <span className="number">{formatAge(nowMs - board.asOfMs)}</span>
        </span>
      </div>
      {board.rows.length > 0 ? <BoardHead /> : null}
      <ol ref={list} className={styles.rows} aria-label={`Ranking of ${board.convoyCallsign}`}>
        {board.rows.map((row) => (
          <BoardRow
            key={row.droneId}
            row={row}
            minimumSample={board.minimumSample}
            leads={row.droneId === leaderId}
            selected={row.droneId === view.selectedDroneId}
            onSelect={() => selectDrone(screen, row.droneId as DroneId, size)}
            onPoint={(on) => setPointed(on ? row.droneId : null)}
          />
        ))}
      </ol>
      {board.totalDrones === 0 ? <Notice tone="quiet" title="No drones in this convoy yet" /> : null}
      {board.totalDrones > 0 && !engaged ? (
        <Notice tone="quiet" title="No engagements recorded yet">
          Ranks appear with the first record.
        </Notice>
      ) : null}
      {engaged ? <RankFlowChart board={board} past={past} highlighted={pointed ?? view.selectedDroneId} /> : null}
      {view.kiosk ? null : <BoardFoot board={board} />}
    </>
  )
}
