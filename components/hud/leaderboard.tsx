'use client'

import { use, useRef, useState } from 'react'
import type { Board } from '../../lib/board/board.ts'
import { marginsOf } from '../../lib/board/margins.ts'
import type { PastEngagement } from '../../lib/board/rank-flow.ts'
import type { FleetPicture } from '../../lib/feed/feed.ts'
import { formatAge, formatNumber } from '../../lib/view/format.ts'
import { moreOf, partWords, phrases } from '../../lib/view/words.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { selectDrone } from '../shell/actions.ts'
import { droneIdOf } from '../shell/selection.ts'
import { SizeContext, useCursorMs, usePictureBy, useRoster, useScreen, useView } from '../shell/use-screen.ts'
import { lazyPart } from '../ui/lazy-part.tsx'
import { Notice } from '../ui/notice.tsx'
import { Panel, type PanelFrame } from '../ui/panel.tsx'
import { useHiddenCount } from '../ui/use-hidden-count.ts'
import whole from '../ui/whole-rows.module.css'
import { BoardFoot } from './board-foot.tsx'
import { BoardHead, BoardRow } from './board-row.tsx'
import styles from './leaderboard.module.css'
import { useLeaderboard } from './use-leaderboard.ts'
import { useSlide } from './use-slide.ts'

const RankFlowChart = lazyPart(() => import('./rank-flow-chart.tsx').then((module) => module.RankFlowChart))

/** The ranking of the selected convoy's drones, live. */
export function Leaderboard(frame: PanelFrame) {
  const { convoyId, rankBy } = useView()
  const size = use(SizeContext)
  const roster = useRoster()
  const { board, past, failure } = useLeaderboard(convoyId, rankBy)
  const selected = convoyId ? roster.convoys.get(convoyId)?.callsign : undefined
  const shown = convoyId ? (board?.convoyCallsign ?? selected) : undefined
  const isCurrent = board?.convoyId === convoyId && board?.rankBy === rankBy
  return (
    <Panel
      {...frame}
      label={partWords.leaderboard}
      title={shown ? `Leaderboard · ${shown}` : partWords.leaderboard}
      closeLabel="Fold leaderboard"
      closeIcon="fold"
      fill={size === 'wall'}
    >
      {convoyId === null ? (
        <Notice tone="quiet" title="No convoy selected">
          Choose one from the list, on the map, or with the keys [ and ].
        </Notice>
      ) : board ? (
        <BoardBody board={board} past={past} failure={failure} next={isCurrent ? null : (selected ?? 'board')} />
      ) : failure ? (
        <Notice tone="bad" title="The leaderboard can’t be loaded">
          {`${failure}. ${phrases.retrying}`}
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
  /** The convoy whose board takes the place of this one once it is loaded; null: this is the one asked for. */
  next: string | null
}

function BoardBody({ board, past, failure, next }: BodyProps) {
  const screen = useScreen()
  const size = use(SizeContext)
  const { selection, kiosk } = useView()
  const selectedDroneId = droneIdOf(selection)
  const nowMs = useCursorMs('slow')
  const list = useRef<HTMLOListElement>(null)
  const hiddenCount = useHiddenCount(list, board.rows.length)
  const [pointed, setPointed] = useState<string | null>(null)
  useSlide(list, board.rows.map((row) => row.droneId).join())
  const leaderOf = ({ convoys }: FleetPicture) => convoys.get(board.convoyId as ConvoyId)?.leadership.leaderId ?? ''
  const leaderId = leaderOf(usePictureBy(leaderOf))
  const margins = marginsOf(board)
  const engaged = board.rows.some((row) => row.totalEngagements > 0)
  return (
    <>
      <div className={styles.summary}>
        <span className={styles.average}>
          <span className={styles.label}>Average accuracy</span>
          <b className="number">{`${formatNumber(board.averageAccuracyPct, 1)} %`}</b>
        </span>
        <span className={styles.fresh} data-stale={board.stale || failure !== null} role={next ? 'status' : undefined}>
          <span>{boardNote({ stale: board.stale, failure, next })}</span>
          {next ? null : <span className="number">{`${formatAge(nowMs - board.asOfMs)} ago`}</span>}
        </span>
      </div>
      {board.rows.length > 0 ? <BoardHead /> : null}
      <ol
        ref={list}
        className={`${styles.rows} ${whole.list}`}
        data-previous={next !== null}
        aria-label={`Ranking of ${board.convoyCallsign}`}
      >
        {board.rows.map((row, at) => (
          <BoardRow
            key={row.droneId}
            row={row}
            marginPct={margins[at] ?? null}
            minimumSample={board.minimumSample}
            nowMs={nowMs}
            leads={row.droneId === leaderId}
            selected={row.droneId === selectedDroneId}
            onSelect={() => selectDrone(screen, row.droneId as DroneId, size)}
            onPoint={(on) => setPointed(on ? row.droneId : null)}
          />
        ))}
      </ol>
      {hiddenCount > 0 ? <p className={whole.more}>{moreOf(hiddenCount, 'drone')}</p> : null}
      {board.totalDrones === 0 ? <Notice tone="quiet" title="No drones in this convoy yet" /> : null}
      {board.totalDrones > 0 && !engaged ? (
        <Notice tone="quiet" title="No engagements recorded yet">
          Ranks appear with the first record.
        </Notice>
      ) : null}
      {engaged ? <RankFlowChart board={board} past={past} highlighted={pointed ?? selectedDroneId} /> : null}
      {kiosk ? null : <BoardFoot board={board} />}
    </>
  )
}

/** What must be known of the board beside its age. */
function boardNote({ stale, failure, next }: { stale: boolean } & Pick<BodyProps, 'failure' | 'next'>): string {
  if (next) return failure ? `Previous board. ${next} can’t be loaded.` : `Previous board. Loading ${next}…`
  if (failure) return 'Can’t be updated'
  return stale ? 'From records' : ''
}
