'use client'

import { ApolloProvider } from '@apollo/client/react'
import { useMemo, useState } from 'react'
import { SystemDocument, type SystemQuery } from '../../lib/api/documents.generated.ts'
import { createServerClock, monotonicNow } from '../../lib/feed/server-clock.ts'
import { formatAge, formatCount, formatUtc, formatUtcInstant, unknown } from '../../lib/view/format.ts'
import { partWords, phrases } from '../../lib/view/words.ts'
import { createHttpClient } from '../api/client.ts'
import { useFresh } from '../api/use-fresh.ts'
import { Notice } from '../ui/notice.tsx'
import { ContractList } from './contract-list.tsx'
import { JobList } from './job-list.tsx'
import { LakeState } from './lake-state.tsx'
import { Section } from './section.tsx'
import { SkippedList } from './skipped-list.tsx'
import { StoreList } from './store-list.tsx'
import { StrategyList } from './strategy-list.tsx'
import type { System } from './system.ts'
import styles from './system-status.module.css'

const refreshEveryMs = 2_000
/** Ages are reckoned by the server's clock: that of this machine may be wrong, or be set while the page is open. */
const clock = createServerClock(monotonicNow)

/** How the server runs, refreshed every two seconds. */
export function SystemStatus() {
  const [client] = useState(createHttpClient)
  return (
    <ApolloProvider client={client}>
      <StatusPage />
    </ApolloProvider>
  )
}

function StatusPage() {
  const { data, failure, refresh } = useFresh(SystemDocument, {
    key: 'system',
    variables: {},
    everyMs: () => refreshEveryMs,
    onlyWhileSeen: true,
  })
  const system = data?.system ?? null
  const loadedAtMs = useMemo(() => (system ? seeClock(system) : null), [system])
  const nowMs = clock.nowMs()
  return (
    <main className={styles.page}>
      <h1>{partWords.status}</h1>
      {failure ? (
        <div className={styles.failure}>
          <Notice tone="bad" title={phrases.noContact}>
            {`${failure}. ${loadedAtMs === null ? '' : `What is shown is from ${formatUtc(loadedAtMs)}Z. `}${phrases.retrying}`}
          </Notice>
        </div>
      ) : null}
      <div className={styles.sections}>
        <Section title="This process">
          <dl className={styles.facts}>
            {[...facts(system, nowMs), ...pastFacts(data?.demoPast ?? null)].map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="number">{value}</dd>
              </div>
            ))}
          </dl>
        </Section>
        <div className={styles.stack}>
          <Section title="Stores">
            <StoreList stores={system?.stores ?? null} nowMs={nowMs} />
          </Section>
          <Section title="Jobs">
            <JobList
              jobs={system ? system.jobs : undefined}
              mayChange={system?.mayChange ?? false}
              nowMs={nowMs}
              onChange={refresh}
            />
          </Section>
          <Section title="History for analysis">
            <LakeState lake={system?.lake ?? null} nowMs={nowMs} />
          </Section>
          <Section title="Messages skipped on the bus">
            <SkippedList skipped={system?.skippedMessages ?? null} nowMs={nowMs} />
          </Section>
        </div>
        <Section title="Reading and writing" isWide>
          <StrategyList
            strategies={system?.strategies ?? null}
            mayChange={system?.mayChange ?? false}
            onChange={refresh}
          />
        </Section>
        <Section title="Contracts of the adapters" isWide>
          <ContractList contracts={system ? system.contracts : undefined} />
        </Section>
      </div>
    </main>
  )
}

/** Sets the clock by what was just loaded; returns the time by it. */
function seeClock({ now }: System): number {
  clock.addSample(Date.parse(now))
  return clock.nowMs()
}

function facts(system: System | null, nowMs: number): [string, string][] {
  const started = system ? Date.parse(system.startedAt) : null
  return [
    ['Mode', system?.mode ?? unknown],
    ['Version', system?.version ?? unknown],
    ['Process', system ? `${system.process.id} on ${system.process.name}` : unknown],
    ['Roles', system?.process.roles.join(' ') ?? unknown],
    ['Started', started === null ? unknown : formatUtcInstant(started)],
    ['Running for', started === null ? unknown : formatAge(nowMs - started)],
    ['Readings accepted', system ? formatCount(system.readingsAccepted) : unknown],
    ['Readings refused', system ? formatCount(system.readingsRefused) : unknown],
    [partWords.convoys, system ? formatCount(system.convoys) : unknown],
    [partWords.drones, system ? formatCount(system.drones) : unknown],
  ]
}

/** None without a simulated fleet that began with a past. */
function pastFacts(past: SystemQuery['demoPast']): [string, string][] {
  if (!past) return []
  const { finishedAt, progressPct } = past
  const progress = finishedAt
    ? `written at ${formatUtcInstant(Date.parse(finishedAt))}`
    : `${Math.floor(progressPct)} % written`
  return [['Past of the demo', progress]]
}
