'use client'

import { useState } from 'react'
import { RestoreConvoyDocument } from '../../lib/api/documents.generated.ts'
import { formatUtc } from '../../lib/view/format.ts'
import { partWords } from '../../lib/view/words.ts'
import type { ArchivedConvoy } from '../shell/roster.ts'
import { useRoster, useScreen } from '../shell/use-screen.ts'
import { Notice } from '../ui/notice.tsx'
import { Sheet } from '../ui/sheet.tsx'
import styles from './manage.module.css'
import { useChange } from './use-change.ts'

/** The archived convoys: each can be restored, and its board be looked at. */
export function ArchiveSheet({ onClose }: { onClose(): void }) {
  const runChange = useChange()
  const { roster, view } = useScreen()
  const { archived, permissions } = useRoster()
  const [failure, setFailure] = useState<string | null>(null)
  const restore = async ({ convoyId, version }: ArchivedConvoy) => {
    setFailure(await runChange(RestoreConvoyDocument, { input: { convoyId, version } }))
    roster.reload()
  }
  return (
    <Sheet title={partWords.archived} onClose={onClose}>
      {failure ? (
        <p className={styles.failure} role="alert">
          {failure}
        </p>
      ) : null}
      {archived.length === 0 ? <Notice tone="quiet" title="No archived convoys" /> : null}
      <ul className={styles.list}>
        {archived.map((convoy) => (
          <li key={convoy.convoyId} className={styles.item}>
            <span>
              <b>{convoy.callsign}</b>{' '}
              <span className={`number ${styles.note}`}>
                {`since ${convoy.archivedAt?.slice(0, 10)} ${formatUtc(Date.parse(convoy.archivedAt ?? '')).slice(0, 5)}Z`}
              </span>
            </span>
            <button
              type="button"
              className={styles.button}
              aria-label={`Show the board of ${convoy.callsign}`}
              onClick={() => {
                view.change({ selection: { kind: 'convoy', convoyId: convoy.convoyId } })
                onClose()
              }}
            >
              Show board
            </button>
            {permissions.has('convoys:write') ? (
              <button
                type="button"
                className={styles.button}
                aria-label={`Restore ${convoy.callsign}`}
                onClick={() => void restore(convoy)}
              >
                Restore
              </button>
            ) : null}
          </li>
        ))}
      </ul>
    </Sheet>
  )
}
