'use client'

import { KeyCap } from '../ui/key-cap.tsx'
import { Panel } from '../ui/panel.tsx'
import styles from './welcome.module.css'

interface Props {
  onLegend(): void
  onHelp(): void
  onClose(): void
}

/** Five lines for someone who sees this screen for the first time. Shown once on each browser. */
export function Welcome({ onLegend, onHelp, onClose }: Props) {
  return (
    <Panel
      id="welcome"
      label="Introduction"
      title="Convoy Tracker"
      onClose={onClose}
      closeLabel="Close introduction"
      closeHint="Esc"
    >
      <ol className={styles.lines}>
        <li>The map shows where every drone is, live. Zoom in on a convoy to see its drones.</li>
        <li>
          Each convoy elects a leader. Its card on the left shows who leads and how recent the leader’s last sign of
          life is.
        </li>
        <li>The leaderboard on the right ranks the convoy’s drones by recorded accuracy.</li>
        <li>
          The badge at the top says how current all of this is. Red is trouble out there, amber is our own connection.
        </li>
        <li>
          Try: click a drone, press <KeyCap>l</KeyCap> for the leader, <KeyCap>/</KeyCap> to search, <KeyCap>b</KeyCap>{' '}
          for a table.
        </li>
      </ol>
      <p className={styles.actions}>
        <button type="button" onClick={onLegend}>
          What do the marks mean?
        </button>
        <button type="button" onClick={onHelp}>
          Keyboard shortcuts
        </button>
        <button type="button" data-main="true" onClick={onClose}>
          Got it
        </button>
      </p>
    </Panel>
  )
}
