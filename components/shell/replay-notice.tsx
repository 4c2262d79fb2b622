'use client'

import { formatUtcInstant } from '../../lib/view/format.ts'
import { TextButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import styles from './shell.module.css'
import { useScreen, useView } from './use-screen.ts'

/** An address that asks for an instant of the past must not pass for one that shows it. */
export function ReplayNotice() {
  const { cursor, view } = useScreen()
  const { time, kiosk } = useView()
  if (time.kind === 'live' || cursor.place.kind === 'replay') return null
  return (
    <div className={styles.notice} data-notice="replay" data-map-obstacle="">
      <Notice tone="watch" title="Replay is not available yet">
        <span>{`The address asks for ${formatUtcInstant(time.atMs)}. This is the live picture.`}</span>{' '}
        {kiosk ? null : <TextButton onPress={() => view.change({ time: { kind: 'live' } })}>Stay live</TextButton>}
      </Notice>
    </div>
  )
}
