'use client'

import { useState } from 'react'
import type { Freshness } from '../../lib/feed/feed.ts'
import { mgrsReference } from '../../lib/geo/mgrs.ts'
import type { FleetFilter, FleetRow } from '../../lib/view/fleet-table.ts'
import { formatDegrees } from '../../lib/view/format.ts'
import { freshnessWords, phrases, termWords } from '../../lib/view/words.ts'
import type { DroneId } from '../../schema/ids.ts'
import { maxPickedDrones } from '../shell/view-state.ts'
import { Button } from '../ui/button.tsx'
import styles from './drone-table.module.css'

interface Props {
  filter: FleetFilter
  onFilter(filter: FleetFilter): void
  /** The rows that pass the filter. */
  rows: readonly FleetRow[]
  picked: ReadonlySet<DroneId>
  onPick(droneIds: readonly DroneId[]): void
}

/** What narrows the table down, and what can be done with the rows that were picked. */
export function TableTools({ filter, onFilter, rows, picked, onPick }: Props) {
  return (
    <div className={styles.tools}>
      <input
        type="text"
        className={styles.query}
        aria-label="Filter by callsign, convoy or type"
        placeholder="Filter"
        spellCheck={false}
        autoComplete="off"
        value={filter.query}
        onChange={(event) => onFilter({ ...filter, query: event.target.value })}
      />
      <select
        aria-label={termWords.state}
        className={styles.states}
        value={filter.freshness ?? ''}
        onChange={(event) => onFilter({ ...filter, freshness: (event.target.value || null) as Freshness | null })}
      >
        <option value="">Any state</option>
        {(Object.keys(freshnessWords) as Freshness[]).map((state) => (
          <option key={state} value={state}>
            {freshnessWords[state].word}
          </option>
        ))}
      </select>
      <button type="button" className={styles.tool} onClick={() => onPick(rows.map((row) => row.droneId))}>
        {rows.length > maxPickedDrones ? `Pick all (first ${maxPickedDrones})` : 'Pick all'}
      </button>
      {picked.size > 0 ? <Picked rows={rows} picked={picked} onClear={() => onPick([])} /> : null}
    </div>
  )
}

interface PickedProps {
  rows: readonly FleetRow[]
  picked: ReadonlySet<DroneId>
  onClear(): void
}

function Picked({ rows, picked, onClear }: PickedProps) {
  const [outcome, setOutcome] = useState('')
  const copy = async () => {
    const lines = rows.filter((row) => picked.has(row.droneId)).map(positionLine)
    try {
      await navigator.clipboard.writeText(lines.join('\n'))
      setOutcome(phrases.copied)
    } catch {
      setOutcome(phrases.copyRefused)
    }
  }
  return (
    <>
      <span>
        <span className="number">{picked.size}</span> picked
      </span>
      <Button label="Copy positions" icon="copy" onPress={() => void copy()}>
        Copy positions
      </Button>
      <button type="button" className={styles.tool} onClick={onClear}>
        Clear
      </button>
      <span role="status" className={styles.outcome}>
        {outcome}
      </span>
    </>
  )
}

const positionLine = ({ callsign, track }: FleetRow) =>
  track
    ? `${callsign} ${mgrsReference(track.latitudeDeg, track.longitudeDeg) ?? ''} (${formatDegrees(track.latitudeDeg, track.longitudeDeg)})`
    : `${callsign} position not known`
