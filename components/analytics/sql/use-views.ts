import { useEffect, useState } from 'react'
import { type LakeView, loadViews } from './sql-request.ts'

/** The views of the lake; null while they are loading. */
export function useViews(): { views: readonly LakeView[] | null; failure: string | null } {
  const [views, setViews] = useState<readonly LakeView[] | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    const left = new AbortController()
    loadViews(left.signal).then(
      (loaded) => left.signal.aborted || setViews(loaded),
      (cause: unknown) => left.signal.aborted || setFailure(cause instanceof Error ? cause.message : String(cause)),
    )
    return () => left.abort()
  }, [])
  return { views, failure }
}
