'use client'

import { useState } from 'react'
import { AssignDroneDocument, RenameDroneDocument, RetireDroneDocument } from '../../lib/api/documents.generated.ts'
import type { RosterDrone } from '../../lib/feed/feed.ts'
import { callsignRule } from '../../lib/text/callsign.ts'
import { actionWords, termWords } from '../../lib/view/words.ts'
import { useRoster, useScreen } from '../shell/use-screen.ts'
import { Sheet } from '../ui/sheet.tsx'
import { ActionForm } from './action-form.tsx'
import styles from './manage.module.css'
import { useChange } from './use-change.ts'

/** What can be done with a drone: another name, another convoy, out of service. */
export function DroneSheet({ drone, onClose }: { drone: RosterDrone; onClose(): void }) {
  const runChange = useChange()
  const { roster, view } = useScreen()
  const { list } = useRoster()
  const others = list.filter((convoy) => convoy.convoyId !== drone.convoyId)
  const [callsign, setCallsign] = useState(drone.callsign)
  const [convoyId, setConvoyId] = useState<string>(others[0]?.convoyId ?? '')
  const { droneId, version } = drone
  const target = list.find((convoy) => convoy.convoyId === convoyId)
  const change = async (work: Promise<string | null>) => {
    const failure = await work
    roster.reload()
    return failure
  }
  return (
    <Sheet title={`${actionWords.manage} ${drone.callsign}`} onClose={onClose}>
      <ActionForm
        title="Rename"
        verb="Rename"
        question={null}
        disabled={callsign.trim() === '' || callsign === drone.callsign}
        run={() => change(runChange(RenameDroneDocument, { input: { droneId, version, callsign } }))}
        onDone={onClose}
      >
        <label className={styles.field}>
          <span>{termWords.callsign}</span>
          <input
            type="text"
            className={styles.input}
            value={callsign}
            maxLength={256}
            autoComplete="off"
            aria-description={callsignRule}
            onChange={({ target: input }) => setCallsign(input.value)}
          />
        </label>
      </ActionForm>
      <ActionForm
        title="Assign to another convoy"
        verb="Assign"
        question={`Assign ${drone.callsign} to ${target?.callsign ?? '—'}?`}
        disabled={!target}
        run={() => change(runChange(AssignDroneDocument, { input: { droneId, version, convoyId } }))}
        onDone={() => {
          view.change({ convoyId: target?.convoyId ?? null })
          onClose()
        }}
      >
        <p className={styles.note}>
          Its readings, records and route move with it. Its results in this convoy stay on the board of this convoy.
        </p>
        <label className={styles.field}>
          <span>{termWords.convoy}</span>
          <select
            className={styles.input}
            value={convoyId}
            disabled={others.length === 0}
            onChange={({ target: select }) => setConvoyId(select.value)}
          >
            {others.map((convoy) => (
              <option key={convoy.convoyId} value={convoy.convoyId}>
                {convoy.callsign}
              </option>
            ))}
          </select>
        </label>
      </ActionForm>
      <ActionForm
        title="Take out of service"
        verb="Take out of service"
        question={`Take ${drone.callsign} off the map and refuse its readings?`}
        run={() => change(runChange(RetireDroneDocument, { input: { droneId, version } }))}
        onDone={onClose}
      >
        <p className={styles.note}>
          It leaves map, lists and counts, and its readings are refused until it is returned. Its history stays.
        </p>
      </ActionForm>
    </Sheet>
  )
}
