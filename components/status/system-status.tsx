'use client'

import { formatAge, formatCount, formatUtc, formatUtcInstant, unknown } from '../../lib/view/format.ts'
import { partWords, phrases } from '../../lib/view/words.ts'
import { printView, type ViewState } from '../shell/view-state.ts'
import { Notice } from '../ui/notice.tsx'
import { ContractList } from './contract-list.tsx'
import { JobList } from './job-list.tsx'
import { Section } from './section.tsx'
import { SkippedList } from './skipped-list.tsx'
import { StoreList } from './store-list.tsx'
import { StrategyList } from './strategy-list.tsx'
import styles from './system-status.module.css'
import { type System, useSystem } from './use-system.ts'

/** How the server runs, refreshed every two seconds, in the theme of the view that it leads back to. */
export function SystemStatus({ view }: { view: ViewState }) {
  const { system, loadedAtMs, nowMs, failure, reload } = useSystem()
  return (
    <div className={styles.ground} data-theme={view.theme}>
      <main className={styles.page}>
        <header className={styles.top}>
          <h1>{partWords.status}</h1>
          <a href={`/${printView(view)}`}>Back to the live picture</a>
        </header>
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
              {facts(system, nowMs).map(([name, value]) => (
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
                onChange={reload}
              />
            </Section>
            <Section title="Messages skipped on the bus">
              <SkippedList skipped={system?.skippedMessages ?? null} nowMs={nowMs} />
            </Section>
          </div>
          <Section title="Reading and writing" isWide>
            <StrategyList
              strategies={system?.strategies ?? null}
              mayChange={system?.mayChange ?? false}
              onChange={reload}
            />
          </Section>
          <Section title="Contracts of the adapters" isWide>
            <ContractList contracts={system ? system.contracts : undefined} />
          </Section>
        </div>
      </main>
    </div>
  )
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
