'use client'

import type { ApolloClient } from '@apollo/client'
import { useApolloClient } from '@apollo/client/react'
import { useState } from 'react'
import { RetryJobDocument } from '../../lib/api/documents.generated.ts'
import { formatAge, formatCount } from '../../lib/view/format.ts'
import { phrases } from '../../lib/view/words.ts'
import { Notice } from '../ui/notice.tsx'
import { CountTable } from './count-table.tsx'
import styles from './job-list.module.css'
import { EmptyState } from './section.tsx'
import type { Jobs } from './system.ts'

interface Props {
  /** Null: the queue is unavailable. Undefined: not loaded yet. */
  jobs: Jobs | undefined
  mayChange: boolean
  /** By the server's clock. */
  nowMs: number
  onChange(): void
}

/** The jobs of all processes, and those that failed for good. */
export function JobList({ jobs, mayChange, nowMs, onChange }: Props) {
  const client = useApolloClient()
  const [refusal, setRefusal] = useState<string | null>(null)
  const retry = async (jobId: string) => {
    setRefusal(await askFor(client, jobId))
    onChange()
  }
  if (jobs === undefined) return <EmptyState>{phrases.loading}</EmptyState>
  if (jobs === null) return <EmptyState>Queue unavailable. Jobs wait until it is back.</EmptyState>
  if (jobs.counts.length === 0) return <EmptyState>No jobs in this process.</EmptyState>
  return (
    <>
      <CountTable
        caption="Jobs by name"
        columns={['Job', 'Waiting', 'Running', 'Done', 'Failed']}
        rows={jobs.counts.map(({ name, waiting, running, done, setAside }) => ({
          key: name,
          head: name,
          counts: [waiting, running, done, setAside].map(formatCount),
          isBad: setAside > 0,
        }))}
      />
      {refusal ? (
        <Notice tone="bad" title="The job was not run again">
          {refusal}
        </Notice>
      ) : null}
      {jobs.setAside.length > 0 ? (
        <ul className={styles.setAside} aria-label="Failed jobs">
          {jobs.setAside.map(({ id, name, error, tries, failedAt }) => (
            <li key={id} data-job={id}>
              <div>
                <p>
                  <strong>{name}</strong> failed <span className="number">{tries}</span> times, last{' '}
                  <span className="number">{formatAge(nowMs - Date.parse(failedAt))}</span> ago
                </p>
                <p className={styles.error}>{error}</p>
              </div>
              {mayChange ? (
                <button type="button" className={styles.retry} onClick={() => void retry(id)}>
                  Run again <span className="sr-only">{name}</span>
                </button>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}

async function askFor(client: ApolloClient, jobId: string): Promise<string | null> {
  try {
    const { data } = await client.mutate({ mutation: RetryJobDocument, variables: { jobId } })
    return data?.retryJob.success ? null : (data?.retryJob.message ?? 'It was refused.')
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause)
  }
}
