import type { TypedDocumentNode } from '@apollo/client'
import { useApolloClient } from '@apollo/client/react'

/** What every mutation returns. */
interface Outcome {
  success: boolean
  code?: string | null
  message?: string | null
  faults: readonly { path: string }[]
}

/**
 * Runs a mutation. Returns null when it was done, else why not, in words for whoever asked: what the server expected and got, or
 * that it can't be reached.
 */
export type RunChange = <Result extends Record<string, Outcome>, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
) => Promise<string | null>

export function useChange(): RunChange {
  const client = useApolloClient()
  return async (document, variables) => {
    try {
      const mutation = document as TypedDocumentNode<Record<string, Outcome>, Record<string, unknown>>
      const { data } = await client.mutate({ mutation, variables })
      const [outcome] = Object.values(data ?? {})
      if (outcome?.success) return null
      const isStale = outcome?.code === 'CONFLICT' && outcome.faults.some(({ path }) => path === 'version')
      if (isStale)
        return 'Somebody has changed it meanwhile. What is shown is up to date again: look at it and try once more.'
      return outcome?.message ?? 'The server gave no reason.'
    } catch (cause) {
      return cause instanceof Error ? `${cause.message}. Nothing is known to have changed: try again.` : String(cause)
    }
  }
}
