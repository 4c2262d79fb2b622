import type { TypedDocumentNode } from '@apollo/client'
import { requestGraphql } from '../../lib/api/client.ts'

/** What every mutation answers. */
interface Outcome {
  success: boolean
  code?: string | null
  message?: string | null
}

/**
 * Runs a mutation. Returns null when it was done, else why not, in words for whoever asked: what the server expected and got, or
 * that it can't be reached.
 */
export async function runChange<Result extends Record<string, Outcome>, Variables>(
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<string | null> {
  try {
    const [outcome] = Object.values(await requestGraphql(document, variables))
    if (outcome?.success) return null
    const isStale = outcome?.code === 'CONFLICT' && outcome.message?.includes('load it again')
    if (isStale)
      return 'Somebody has changed it meanwhile. What is shown is up to date again: look at it and try once more.'
    return outcome?.message ?? 'The server gave no reason.'
  } catch (cause) {
    return cause instanceof Error ? `${cause.message}. Nothing is known to have changed: try again.` : String(cause)
  }
}
