import { useEffect, useState } from 'react'
import { useReconnects } from '../use-reconnects.ts'
import { type LakeView, loadViews } from './sql-request.ts'

/** The views of the lake; null while they are loading. What failed is loaded again once there is contact again. */
export function useViews(): { views: readonly LakeView[] | null; failure: string | null } {
  const [views, setViews] = useState<readonly LakeView[] | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const reconnects = useReconnects()
  const isLoaded = views !== null
  // biome-ignore lint/correctness/useExhaustiveDependencies: contact is back, nothing of it is read
  useEffect(() => {
    if (isLoaded) return
    const left = new AbortController()
    loadViews(left.signal).then(
      (loaded) => {
        if (left.signal.aborted) return
        setFailure(null)
        setViews(loaded)
      },
      (cause: unknown) => left.signal.aborted || setFailure(cause instanceof Error ? cause.message : String(cause)),
    )
    return () => left.abort()
  }, [isLoaded, reconnects])
  return { views, failure }
}
