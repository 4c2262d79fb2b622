'use client'

import type { FleetPicture } from '../../lib/feed/feed.ts'
import { linkBadge } from '../../lib/view/link-badge.ts'
import { useCursorMs, usePictureBy, useScreen, useStore, useView } from '../shell/use-screen.ts'
import { Mark } from '../ui/mark.tsx'
import styles from './link-badge.module.css'

const keyOf = ({ link: { state, sinceMs, dropped } }: FleetPicture) => `${state} ${sinceMs} ${dropped}`

/** How far what is shown can be trusted. Never absent. The word is announced, the counting number is not. */
export function LinkBadge({ hasMap }: { hasMap: boolean }) {
  const { feed, events, mapDrawn } = useScreen()
  const stream = useStore(events.status)
  const isMapDrawn = useStore(mapDrawn) || !hasMap
  const nowMs = useCursorMs('fast')
  const { time } = useView()
  const rate = time.kind === 'replay' ? time.rate : 0
  const badge = linkBadge(usePictureBy(keyOf).link, { kind: feed.kind, stream, isMapDrawn, nowMs, rate })
  return (
    <div className={styles.badge} data-tone={badge.tone} data-link={badge.word} title={badge.advice}>
      <Mark tone={badge.tone} />
      <span role="status">
        <b className={styles.word}>{badge.word}</b>
        <span className="sr-only">{`. ${badge.advice}`}</span>
      </span>
      {badge.detail ? <span className={`number ${styles.detail}`}>{badge.detail}</span> : null}
    </div>
  )
}
