'use client'

import type { ApolloClient } from '@apollo/client'
import { useApolloClient } from '@apollo/client/react'
import { useState } from 'react'
import { SetStrategyDocument, type SetStrategyInput } from '../../lib/api/documents.generated.ts'
import { phrases } from '../../lib/view/words.ts'
import { Notice } from '../ui/notice.tsx'
import { EmptyState } from './section.tsx'
import styles from './strategy-list.module.css'
import { StrategyRow } from './strategy-row.tsx'
import type { Strategy } from './system.ts'

interface Props {
  strategies: readonly Strategy[] | null
  mayChange: boolean
  /** Something was chosen, or refused. */
  onChange(): void
}

/** How each entity is read and written, what that brought, and for admins the choice. */
export function StrategyList({ strategies, mayChange, onChange }: Props) {
  const client = useApolloClient()
  const [refusal, setRefusal] = useState<string | null>(null)
  const choose = async (input: SetStrategyInput) => {
    setRefusal(await askFor(client, input))
    onChange()
  }
  if (!strategies) return <EmptyState>{phrases.loading}</EmptyState>
  return (
    <>
      {refusal ? (
        <Notice tone="bad" title="The strategy was not changed">
          {refusal}
        </Notice>
      ) : null}
      <ul className={styles.list}>
        {strategies.map((strategy) => (
          <StrategyRow key={strategy.entity} strategy={strategy} onChoose={mayChange ? choose : null} />
        ))}
      </ul>
      <p className={styles.note}>
        Counted by this process since it started. A choice made here applies to every process until that process
        restarts; then its configuration applies again.
      </p>
    </>
  )
}

/** Null when it was done, else why not. */
async function askFor(client: ApolloClient, input: SetStrategyInput): Promise<string | null> {
  try {
    const { data } = await client.mutate({ mutation: SetStrategyDocument, variables: { input } })
    return data?.setStrategy.success ? null : (data?.setStrategy.message ?? 'It was refused.')
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause)
  }
}
