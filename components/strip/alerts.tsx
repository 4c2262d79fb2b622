'use client'

import type { FleetPicture } from '../../lib/feed/feed.ts'
import { alertsOf, calmWords } from '../../lib/view/alerts.ts'
import { formatAge } from '../../lib/view/format.ts'
import { termWords } from '../../lib/view/words.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import { selectConvoy } from '../shell/actions.ts'
import { useCursorMs, usePictureBy, useRoster, useScreen } from '../shell/use-screen.ts'
import { printView } from '../shell/view-state.ts'
import { Mark } from '../ui/mark.tsx'
import styles from './strip.module.css'

const keyOf = (picture: FleetPicture) => JSON.stringify([alertsOf(picture.convoys.values()), calmWords(picture)])

/** Convoys whose leadership is in trouble or whose drones are lost, the gravest first; a press selects the convoy, on the live picture. */
export function Alerts({ isLive }: { isLive: boolean }) {
  const screen = useScreen()
  const roster = useRoster()
  const nowMs = useCursorMs('slow')
  const picture = usePictureBy(keyOf)
  const alerts = alertsOf(picture.convoys.values())
  const calm = calmWords(picture)
  const [first, ...more] = alerts
  const show = (convoyId: ConvoyId) => {
    if (isLive) return selectConvoy(screen, convoyId)
    const selected = { selection: { kind: 'convoy', convoyId }, convoyId, kiosk: false } as const
    location.assign(`/${printView({ ...screen.view.get(), ...selected })}`)
  }
  const nameOf = (convoyId: string) => roster.convoys.get(convoyId as ConvoyId)?.callsign ?? termWords.convoy
  return (
    <div className={styles.alerts}>
      <span className="sr-only" role="log" aria-label="Alerts">
        {first ? `${nameOf(first.convoyId)}: ${first.word}` : calm.word}
      </span>
      {first ? (
        <button
          type="button"
          className={styles.alert}
          data-tone={first.tone}
          title={alerts.map((alert) => `${nameOf(alert.convoyId)}: ${alert.word}`).join('\n')}
          onClick={() => show(first.convoyId as ConvoyId)}
        >
          <Mark tone={first.tone} />
          <b>{nameOf(first.convoyId)}</b>
          <span>{first.word}</span>
          {first.sinceMs === null ? null : <span className="number">{formatAge(nowMs - first.sinceMs)}</span>}
          {more.length > 0 ? <span className={`number ${styles.more}`}>{`+${more.length}`}</span> : null}
        </button>
      ) : (
        <span className={styles.calm} data-tone={calm.tone}>
          {calm.word}
        </span>
      )}
    </div>
  )
}
