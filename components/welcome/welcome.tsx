'use client'

import { use } from 'react'
import { partWords } from '../../lib/view/words.ts'
import type { SizeClass } from '../shell/size-class.ts'
import { SizeContext } from '../shell/use-screen.ts'
import { KeyCap } from '../ui/key-cap.tsx'
import { Panel } from '../ui/panel.tsx'
import styles from './welcome.module.css'

interface Props {
  onLegend(): void
  onHelp(): void
  onClose(): void
}

const atTheSides = { cards: 'Its card on the left shows', board: ' on the right' }
/** Where the panels are at each size. */
const places: Record<SizeClass, { cards: string; board: string }> = {
  wall: atTheSides,
  wide: atTheSides,
  narrow: { cards: 'Open the convoys at the left edge to see', board: ', at the right edge,' },
  phone: { cards: 'Open the convoys below to see', board: ', also below,' },
}

/** Five lines for someone who sees this screen for the first time. Shown once on each browser. */
export function Welcome({ onLegend, onHelp, onClose }: Props) {
  const size = use(SizeContext)
  const { cards, board } = places[size]
  return (
    <Panel
      id="welcome"
      label="Introduction"
      title={partWords.app}
      onClose={onClose}
      closeLabel="Close introduction"
      closeHint="Esc"
    >
      <ol className={styles.lines}>
        <li>The map shows where every drone is, live. Zoom in on a convoy to see its drones.</li>
        <li>{`Each convoy elects a leader. ${cards} who leads and how recent the leader’s last heartbeat is.`}</li>
        <li>{`The leaderboard${board} ranks the convoy’s drones by recorded accuracy.`}</li>
        <li>
          The badge at the top says how current all of this is. Red is a problem in the field, amber a problem with our
          own connection.
        </li>
        {size === 'phone' ? (
          <li>Try: tap a drone for its details, or search for its name.</li>
        ) : (
          <li>
            Try: click a drone, press <KeyCap>l</KeyCap> for the leader, <KeyCap>/</KeyCap> to search,{' '}
            <KeyCap>b</KeyCap> for a table.
          </li>
        )}
      </ol>
      <p className={styles.actions}>
        <button type="button" onClick={onLegend}>
          What do the marks mean?
        </button>
        {size === 'phone' ? null : (
          <button type="button" onClick={onHelp}>
            {partWords.keys}
          </button>
        )}
        <button type="button" data-main="true" onClick={onClose}>
          Got it
        </button>
      </p>
    </Panel>
  )
}
