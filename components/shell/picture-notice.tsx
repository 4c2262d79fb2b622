'use client'

import { formatAge } from '../../lib/view/format.ts'
import { Notice } from '../ui/notice.tsx'
import styles from './shell.module.css'
import { storeNotice } from './store-words.ts'
import { useNowMs, useRoster, useScreen } from './use-screen.ts'
import { useStores } from './use-stores.ts'

/** Over the map, when the map can't speak for itself: no server, no store, no data, or a picture that has grown old. */
export function PictureNotice() {
  const { feed } = useScreen()
  const roster = useRoster()
  const stores = useStores()
  useNowMs('slow')
  const { state, behindMs } = feed.status
  const notice =
    (state === 'offline' ? null : storeNotice(stores)) ??
    noticeOf(state, behindMs, roster.state, roster.drones.size, feed.picture.drones.size)
  if (!notice) return null
  return (
    <div className={styles.notice}>
      <Notice tone={notice.tone} title={notice.title}>
        {notice.text}
      </Notice>
    </div>
  )
}

function noticeOf(link: string, behindMs: number, roster: 'loading' | 'ready', drones: number, seen: number) {
  if (link === 'offline')
    return seen > 0
      ? {
          tone: 'bad' as const,
          title: `The server is gone for ${formatAge(behindMs)}`,
          text: 'The map shows what was last known. It reconnects by itself.',
        }
      : { tone: 'bad' as const, title: 'The server can’t be reached', text: 'Is it running? It connects by itself.' }
  if (link === 'live' && roster === 'ready' && drones === 0)
    return {
      tone: 'quiet' as const,
      title: 'No drones yet',
      text: 'Send readings to /api/v1/telemetry, or start the simulator.',
    }
  return null
}
