'use client'

import { useState } from 'react'
import type { DroneTrack, RosterDrone } from '../../lib/feed/feed.ts'
import { mgrsReference } from '../../lib/geo/mgrs.ts'
import { formatDegrees } from '../../lib/view/format.ts'
import { actionWords, pageWords, phrases } from '../../lib/view/words.ts'
import { ExportButton } from '../exports/export-button.tsx'
import { keyOf } from '../shell/keys.ts'
import { analyticsOf } from '../shell/pages.ts'
import { useRoster, useScreen, useView } from '../shell/use-screen.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import styles from './drone-panel.module.css'

const DroneSheet = lazyPart(() => import('../manage/drone-sheet.tsx').then((module) => module.DroneSheet))

interface Props {
  track: DroneTrack | undefined
  /** Absent while the roster is loading. */
  drone: RosterDrone | undefined
}

/** Follow, copy the position as MGRS and degrees, replay, export, ask about it, manage. */
export function PanelActions({ track, drone }: Props) {
  const [isManaging, setIsManaging] = useState(false)
  const { permissions } = useRoster()
  const { view, time } = useScreen()
  const shown = useView()
  const { follow, kiosk } = shown
  const [copied, setCopied] = useState('')
  const copy = async (known: DroneTrack) => {
    const { latitudeDeg, longitudeDeg } = known
    const text =
      `${mgrsReference(latitudeDeg, longitudeDeg) ?? ''} (${formatDegrees(latitudeDeg, longitudeDeg)})`.trim()
    try {
      await navigator.clipboard.writeText(text)
      setCopied(phrases.copied)
    } catch {
      setCopied(phrases.copyRefused)
    }
  }
  return (
    <div className={styles.actions}>
      <Button
        label={actionWords.follow}
        icon="follow"
        hint={keyOf('follow')}
        pressed={follow}
        onPress={() => view.change({ follow: !follow })}
      >
        {follow ? 'Following' : actionWords.follow}
      </Button>
      <Button label="Copy position" icon="copy" onPress={() => track?.hasReading && void copy(track)}>
        Copy
      </Button>
      {shown.time.kind === 'live' && track?.hasReading ? (
        <Button label="Replay from its last reading" icon="replay" onPress={() => time.seek(track.recordedAtMs)}>
          Replay
        </Button>
      ) : null}
      {drone ? <ExportButton of={{ callsign: drone.callsign, convoyId: null, drones: [drone] }} /> : null}
      {drone && !kiosk && permissions.has('questions:ask') ? (
        <ButtonLink label={actionWords.analyse} icon="board" href={analyticsOf(shown, { droneIds: drone.droneId })}>
          {pageWords.analytics}
        </ButtonLink>
      ) : null}
      {drone && !kiosk && permissions.has('convoys:write') ? (
        <Button label={`${actionWords.manage} ${drone.callsign}`} icon="manage" onPress={() => setIsManaging(true)}>
          {actionWords.manage}
        </Button>
      ) : null}
      {drone && isManaging ? <DroneSheet drone={drone} onClose={() => setIsManaging(false)} /> : null}
      <span role="status" className={styles.second}>
        {copied}
      </span>
    </div>
  )
}
