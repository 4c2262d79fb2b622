'use client'

import { useState } from 'react'
import type { DroneTrack } from '../../lib/feed/feed.ts'
import { mgrsReference } from '../../lib/geo/mgrs.ts'
import { formatDegrees } from '../../lib/view/format.ts'
import { keyOf } from '../shell/keys.ts'
import { useScreen, useView } from '../shell/use-screen.ts'
import { Button } from '../ui/button.tsx'
import styles from './drone-panel.module.css'

/** Follow, and copy the position as MGRS and degrees. */
export function PanelActions({ track }: { track: DroneTrack | undefined }) {
  const { view } = useScreen()
  const { follow } = useView()
  const [copied, setCopied] = useState('')
  const copy = async (known: DroneTrack) => {
    const { latitudeDeg, longitudeDeg } = known
    const text =
      `${mgrsReference(latitudeDeg, longitudeDeg) ?? ''} (${formatDegrees(latitudeDeg, longitudeDeg)})`.trim()
    try {
      await navigator.clipboard.writeText(text)
      setCopied('Copied')
    } catch {
      setCopied('The browser refused to copy')
    }
  }
  return (
    <div className={styles.actions}>
      <Button
        label="Follow"
        icon="follow"
        hint={keyOf('follow')}
        pressed={follow}
        onPress={() => view.change({ follow: !follow })}
      >
        {follow ? 'Following' : 'Follow'}
      </Button>
      <Button label="Copy position" icon="copy" onPress={() => track?.hasReading && void copy(track)}>
        Copy position
      </Button>
      <span role="status" className={styles.second}>
        {copied}
      </span>
    </div>
  )
}
