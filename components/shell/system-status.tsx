'use client'

import { useEffect, useState } from 'react'
import { requestGraphql } from '../../lib/api/client.ts'
import { SystemDocument, type SystemQuery } from '../../lib/api/documents.generated.ts'
import { formatAge, formatCount, formatUtc, formatUtcDate, unknown } from '../../lib/view/format.ts'
import { Notice } from '../ui/notice.tsx'
import { createReloadLoop } from './reload-loop.ts'
import styles from './system-status.module.css'

type System = SystemQuery['system']
const refreshEveryMs = 2_000

/** How the server runs, refreshed every two seconds. */
export function SystemStatus() {
  const [system, setSystem] = useState<System | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    const loop = createReloadLoop(
      async (signal) => {
        setSystem((await requestGraphql(SystemDocument, {}, { signal })).system)
        setFailure(null)
        loop.ask(refreshEveryMs)
      },
      (cause) => setFailure(cause instanceof Error ? cause.message : String(cause)),
    )
    return loop.close
  }, [])
  return (
    <main className={styles.page}>
      <h1>Server status</h1>
      {failure ? (
        <Notice tone="bad" title="The server does not answer">
          {failure}. Trying again by itself.
        </Notice>
      ) : null}
      <dl className={styles.facts}>
        {facts(system).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="number">{value}</dd>
          </div>
        ))}
      </dl>
      <a href="/">Back to the live picture</a>
    </main>
  )
}

function facts(system: System | null): [string, string][] {
  const started = system ? Date.parse(system.startedAt) : null
  return [
    ['Mode', system?.mode ?? unknown],
    ['Version', system?.version ?? unknown],
    ['Started', started === null ? unknown : `${formatUtcDate(started)} ${formatUtc(started)}Z`],
    ['Running for', started === null ? unknown : formatAge(Date.now() - started)],
    ['Readings accepted', system ? formatCount(system.readingsAccepted) : unknown],
    ['Readings refused', system ? formatCount(system.readingsRefused) : unknown],
    ['Convoys', system ? formatCount(system.convoys) : unknown],
    ['Drones', system ? formatCount(system.drones) : unknown],
  ]
}
