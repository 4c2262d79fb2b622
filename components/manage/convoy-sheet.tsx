'use client'

import { useState } from 'react'
import { ArchiveConvoyDocument, ResetLeadershipDocument } from '../../lib/api/documents.generated.ts'
import { actionWords, termWords } from '../../lib/view/words.ts'
import { unassignedConvoyId } from '../../schema/convoys.ts'
import type { RosterConvoy } from '../shell/roster.ts'
import { usePicture, useRoster, useScreen } from '../shell/use-screen.ts'
import { Sheet } from '../ui/sheet.tsx'
import { ActionForm } from './action-form.tsx'
import styles from './manage.module.css'
import { RetiredList } from './retired-list.tsx'
import { useChange } from './use-change.ts'

/** What can be done with a convoy: reset its leadership, return its retired drones, archive it. */
export function ConvoySheet({ convoy, onClose }: { convoy: RosterConvoy; onClose(): void }) {
  const runChange = useChange()
  const { roster } = useScreen()
  const { permissions } = useRoster()
  const leadership = usePicture().convoys.get(convoy.convoyId)?.leadership
  const [reason, setReason] = useState('')
  const { convoyId, version } = convoy
  return (
    <Sheet title={`${actionWords.manage} ${convoy.callsign}`} onClose={onClose}>
      {permissions.has('leadership:reset') ? (
        <ActionForm
          title="Reset leadership"
          verb="Reset leadership"
          question={`Discard term ${leadership?.term ?? '—'} and leader of ${convoy.callsign}?`}
          run={() => runChange(ResetLeadershipDocument, { convoyId, reason: reason.trim() || null })}
          onDone={onClose}
        >
          <p className={styles.note}>
            <span>
              {leadership?.doubt
                ? `${termWords.term} ${leadership.doubt.term} is in doubt: ${leadership.doubt.spokenOfBy} of ${leadership.doubt.reporting} drones reported it.`
                : 'For a convoy whose term is wrong: a drone reported one that no election reached, or all drones restarted.'}
            </span>{' '}
            Term and leader are discarded and taken again from the next reports. The history records who did it and why.
          </p>
          <label className={styles.field}>
            <span>Reason</span>
            <input
              type="text"
              className={styles.input}
              value={reason}
              maxLength={500}
              autoComplete="off"
              onChange={({ target }) => setReason(target.value)}
            />
          </label>
        </ActionForm>
      ) : null}
      {permissions.has('convoys:write') ? (
        <>
          {convoy.retired.length > 0 ? <RetiredList drones={convoy.retired} /> : null}
          {convoyId === unassignedConvoyId ? null : (
            <ActionForm
              title="Archive"
              verb="Archive"
              question={`Take ${convoy.callsign} and its ${convoy.drones.length} drones off the map?`}
              run={async () => {
                const failure = await runChange(ArchiveConvoyDocument, { input: { convoyId, version } })
                roster.reload()
                return failure
              }}
              onDone={onClose}
            >
              <p className={styles.note}>
                It leaves map and list with its drones. Readings that still come are stored, everything stored of it can
                be read, and it can be restored.
              </p>
            </ActionForm>
          )}
        </>
      ) : null}
    </Sheet>
  )
}
