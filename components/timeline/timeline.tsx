'use client'

import { use } from 'react'
import { formatUtc } from '../../lib/view/format.ts'
import { actionWords, freshnessWords, linkWords, partWords, phrases } from '../../lib/view/words.ts'
import { keyOf } from '../shell/keys.ts'
import { SizeContext, useCursorMs, usePictureBy, useScreen, useView } from '../shell/use-screen.ts'
import { Button } from '../ui/button.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import { Mark } from '../ui/mark.tsx'
import styles from './timeline.module.css'

const Track = lazyPart(() => import('./track.tsx').then((module) => module.TimelineTrack), {
  loading: <div className={styles.track} />,
  failed: <p className={styles.track}>{phrases.retrying}</p>,
})

/** The time cursor and the controls that move it. */
export function Timeline({ onExplain }: { onExplain?: (() => void) | undefined }) {
  const { kiosk, time } = useView()
  const size = use(SizeContext)
  const isTwoLines = size === 'phone' && time.kind === 'replay'
  return (
    <section
      className={styles.timeline}
      aria-label={partWords.timeline}
      data-two-lines={isTwoLines}
      data-map-obstacle=""
    >
      <TimeState />
      {kiosk ? null : <Controls />}
      <Track />
      <Instant />
      {onExplain ? <Button label={actionWords.explain} icon="help" onPress={onExplain} /> : null}
    </section>
  )
}

/** Live, in replay, or neither because contact is lost. */
function TimeState() {
  const { feed } = useScreen()
  const { state } = usePictureBy(({ link }) => link.state).link
  const isReplay = feed.kind === 'replay'
  const isHeld = state !== 'live' && state !== 'resynced'
  const tone = isReplay ? 'busy' : isHeld ? 'watch' : 'good'
  return (
    <p className={styles.state} data-tone={tone}>
      <Mark tone={tone} />
      <span>{isReplay ? linkWords.replay : isHeld ? 'Not live' : freshnessWords.live.word}</span>
    </p>
  )
}

function Controls() {
  const { time } = useScreen()
  const place = useView().time
  const isPlaying = place.kind === 'live' || place.rate > 0
  return (
    <div className={styles.controls}>
      <Button
        label={isPlaying ? actionWords.pause : actionWords.play}
        icon={isPlaying ? 'pause' : 'play'}
        hint={keyOf('pause')}
        onPress={time.togglePause}
      />
      {place.kind === 'live' ? null : (
        <>
          <Button label={actionWords.slower} icon="slower" hint={keyOf('slower')} onPress={() => time.changeRate(-1)} />
          <span className={`number ${styles.rate}`}>{place.rate === 0 ? '❚❚' : `${place.rate}×`}</span>
          <Button label={actionWords.faster} icon="faster" hint={keyOf('faster')} onPress={() => time.changeRate(1)} />
          <Button label={actionWords.live} icon="live" hint={keyOf('live')} onPress={time.live}>
            {freshnessWords.live.word}
          </Button>
        </>
      )}
    </div>
  )
}

function Instant() {
  const nowMs = useCursorMs('slow')
  return (
    <time className={`number ${styles.now}`} dateTime={new Date(nowMs).toISOString()}>
      {`${formatUtc(nowMs)}Z`}
    </time>
  )
}
