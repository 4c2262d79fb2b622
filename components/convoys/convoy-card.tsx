'use client'

import type { ConvoyTrack } from '../../lib/feed/feed.ts'
import { formatAge } from '../../lib/view/format.ts'
import { heartbeatOf } from '../../lib/view/heartbeat.ts'
import { actionWords, countOf, leadershipWordsOf, termWords } from '../../lib/view/words.ts'
import type { RosterConvoy } from '../shell/roster.ts'
import { Button } from '../ui/button.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import { Mark } from '../ui/mark.tsx'
import styles from './convoy-card.module.css'
import { ConvoyCounts } from './convoy-counts.tsx'
import { Leaders } from './leaders.tsx'

const ExportButton = lazyPart(() => import('../exports/export-button.tsx').then((module) => module.ExportButton))

interface Props {
  convoy: RosterConvoy
  /** Absent until the first frame of this convoy. */
  track: ConvoyTrack | undefined
  nowMs: number
  selected: boolean
  onSelect(): void
  /** Null: the reader may not. */
  onManage: (() => void) | null
}

/** One convoy: callsign, unit, leader and term, age of the heartbeat, state. */
export function ConvoyCard({ convoy, track, nowMs, selected, onSelect, onManage }: Props) {
  const state = leadershipWordsOf(track)
  const beat = track ? heartbeatOf(track, nowMs) : null
  return (
    <li
      className={styles.card}
      data-selected={selected}
      data-convoy={convoy.convoyId}
      data-known={track?.isKnown ?? true}
    >
      <button type="button" className={styles.press} aria-pressed={selected} onClick={onSelect}>
        <span className={styles.callsign}>{convoy.callsign}</span>
        <span className={styles.state} data-state={state.word} data-tone={state.tone} title={state.means}>
          <Mark tone={state.tone} />
          <span>{state.word}</span>
        </span>
        <span className={styles.unit}>{convoy.commandingUnit}</span>
        <span className={`number ${styles.size}`}>{countOf(convoy.drones.length, 'drone')}</span>
        <ConvoyCounts counts={track?.counts} />
        {track ? <Leaders convoy={convoy} leadership={track.leadership} /> : null}
        <span className={styles.beat}>
          <span className={styles.bar} data-tone={beat?.tone ?? 'quiet'}>
            <span style={{ transform: `scaleX(${beat?.share ?? 0})` }} />
            <i style={{ insetInlineStart: `${(beat?.suspectShare ?? 0.6) * 100}%` }} />
          </span>
          <span className={`number ${styles.age}`} title={termWords.heartbeatAge}>
            {formatAge(beat?.ageMs ?? null)}
          </span>
        </span>
      </button>
      {selected ? (
        <div className={styles.manage}>
          {onManage ? (
            <Button label={`${actionWords.manage} ${convoy.callsign}`} icon="manage" onPress={onManage}>
              {`${actionWords.manage} ${convoy.callsign}`}
            </Button>
          ) : null}
          <ExportButton of={convoy} />
        </div>
      ) : null}
    </li>
  )
}
