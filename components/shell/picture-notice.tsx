'use client'

import { StoresDocument, type StoresQuery } from '../../lib/api/documents.generated.ts'
import type { FleetPicture } from '../../lib/feed/feed.ts'
import { formatAge } from '../../lib/view/format.ts'
import { phrases, type Tone } from '../../lib/view/words.ts'
import { useFresh } from '../api/use-fresh.ts'
import { Notice } from '../ui/notice.tsx'
import styles from './shell.module.css'
import { type StoreState, storeNotice } from './store-words.ts'
import { useCursorMs, usePictureBy, useRoster, useScreen } from './use-screen.ts'

interface NoticeWords {
  tone: Tone
  title: string
  text: string
  /** Announced in place of title and text, which hold an age. */
  spoken?: string
}

const keyOf = ({ link: { state, completeUpToMs }, drones }: FleetPicture) =>
  state === 'live' || state === 'replay' ? state : `${state} ${completeUpToMs} ${drones.size > 0}`

/** Over the map, when the map can't speak for itself: no contact, no database, no data, or a picture that has grown old. */
export function PictureNotice() {
  const picture = usePictureBy(keyOf)
  const roster = useRoster()
  const stores = useStores()
  const nowMs = useCursorMs('slow')
  const isRosterEmpty = roster.state === 'ready' && roster.drones.size === 0
  const notice: NoticeWords | null =
    linkNotice(picture, nowMs) ?? storeNotice(stores) ?? (isRosterEmpty ? noDrones : null)
  if (!notice) return null
  return (
    <div className={styles.notice} data-notice="" data-map-obstacle="">
      <Notice tone={notice.tone} title={notice.title} spoken={notice.spoken}>
        {notice.text}
      </Notice>
    </div>
  )
}

const noStores: readonly StoreState[] = []
const refreshEveryMs = { healthy: 10_000, troubled: 2_000 }

/** The stores behind the picture, asked now and then, more often while one is in trouble. Empty without contact: then nothing is known of them, and the link badge says so. */
function useStores(): readonly StoreState[] {
  const { events } = useScreen()
  const isHealthy = (loaded: StoresQuery | undefined) => !loaded?.system.stores.some(({ state }) => state !== 'UP')
  const { data, failure } = useFresh(StoresDocument, {
    key: 'stores',
    variables: {},
    everyMs: (loaded) => refreshEveryMs[isHealthy(loaded) ? 'healthy' : 'troubled'],
    onlyWhileSeen: true,
    events,
  })
  return data && failure === null ? data.system.stores : noStores
}

const noDrones = {
  tone: 'quiet',
  title: phrases.noDrones,
  text: phrases.sendReadings,
} as const

const noneShown = 'The map may show another instant.'

/** What the badge says in a word, in a sentence; null while the picture is current. */
export function linkNotice({ link, drones }: Pick<FleetPicture, 'link' | 'drones'>, nowMs: number): NoticeWords | null {
  const { state, completeUpToMs } = link
  if (state === 'unrecorded')
    return { tone: 'watch', title: phrases.notRecorded, text: 'Hatched parts of the timeline are without a recording.' }
  if (state === 'unavailable')
    return { tone: 'watch', title: 'This time can’t be loaded', text: `${noneShown} ${phrases.retrying}` }
  if (state === 'connecting' || state === 'loading')
    return { tone: 'busy', title: phrases.loading, text: phrases.waitingForPicture }
  if (completeUpToMs === null)
    return state === 'offline'
      ? { tone: 'watch', title: phrases.noContact, text: `Is it running? ${phrases.retrying}` }
      : null
  const age = formatAge(nowMs - completeUpToMs)
  const old = `The map shows what was known ${age} ago.`
  if (state === 'resyncing') {
    const title = 'Connected, loading what was missed'
    return { tone: 'watch', title, text: old, spoken: title }
  }
  if (state !== 'offline' && state !== 'behind') return null
  const text = `${drones.size > 0 ? 'The map shows what was last known. ' : ''}${phrases.retrying}`
  return { tone: 'watch', title: `No contact for ${age}`, text, spoken: `${phrases.noContact}. ${text}` }
}
