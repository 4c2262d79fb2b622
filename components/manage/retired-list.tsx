'use client'

import { useState } from 'react'
import { ReturnDroneDocument } from '../../lib/api/documents.generated.ts'
import type { RosterDrone } from '../../lib/feed/feed.ts'
import { termWords } from '../../lib/view/words.ts'
import { useScreen } from '../shell/use-screen.ts'
import styles from './manage.module.css'
import { useChange } from './use-change.ts'

/** Drones out of service, each with a button that returns it. */
export function RetiredList({ drones }: { drones: readonly RosterDrone[] }) {
  const runChange = useChange()
  const { roster } = useScreen()
  const [failure, setFailure] = useState<string | null>(null)
  const giveBack = async ({ droneId, version }: RosterDrone) => {
    setFailure(await runChange(ReturnDroneDocument, { input: { droneId, version } }))
    roster.reload()
  }
  return (
    <section className={styles.action} aria-label={termWords.outOfService}>
      <h3>{termWords.outOfService}</h3>
      {failure ? (
        <p className={styles.failure} role="alert">
          {failure}
        </p>
      ) : null}
      <ul className={styles.list}>
        {drones.map((drone) => (
          <li key={drone.droneId} className={styles.item}>
            <span>{drone.callsign}</span>
            <button
              type="button"
              className={styles.button}
              aria-label={`Return ${drone.callsign} to service`}
              onClick={() => void giveBack(drone)}
            >
              Return to service
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
