'use client'

import { leadershipAlerts } from '../../lib/view/alerts.ts'
import { formatAge } from '../../lib/view/format.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import { selectConvoy } from '../shell/actions.ts'
import { useNowMs, useRoster, useScreen } from '../shell/use-screen.ts'
import { Mark } from '../ui/mark.tsx'
import styles from './strip.module.css'

/** Convoys whose leadership is in trouble, the gravest first; a press selects the convoy. */
export function Alerts() {
  const screen = useScreen()
  const roster = useRoster()
  const nowMs = useNowMs('slow')
  const alerts = leadershipAlerts(screen.feed.picture.convoys.values())
  const [first, ...more] = alerts
  const nameOf = (convoyId: string) => roster.convoys.get(convoyId as ConvoyId)?.callsign ?? 'Convoy'
  return (
    <div className={styles.alerts} role="log" aria-label="Alerts">
      {first ? (
        <button
          type="button"
          className={styles.alert}
          data-tone={first.tone}
          title={alerts.map((alert) => `${nameOf(alert.convoyId)}: ${alert.word}`).join('\n')}
          onClick={() => selectConvoy(screen, first.convoyId as ConvoyId)}
        >
          <Mark tone={first.tone} />
          <b>{nameOf(first.convoyId)}</b>
          <span>{first.word}</span>
          <span className="number">{formatAge(nowMs - first.sinceMs)}</span>
          {more.length > 0 ? <span className={styles.more}>and {more.length} more</span> : null}
        </button>
      ) : (
        <span className={styles.calm}>No alerts</span>
      )}
    </div>
  )
}
