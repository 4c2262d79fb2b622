import type { ObservableQuery } from '@apollo/client/core'
import { backoffMs } from '../../lib/async/backoff.ts'

/** What is needed of `document` to load only while the page can be seen. */
export interface PageVisibility {
  readonly hidden: boolean
  addEventListener(type: 'visibilitychange', listener: () => void): void
  removeEventListener(type: 'visibilitychange', listener: () => void): void
}

export interface FreshOptions<Data, Variables> {
  /** When to load again, counted from the end of a load; Infinity: only when asked. */
  everyMs(data: Data | undefined): number
  /** Variables that change from load to load. */
  variables?: () => Partial<Variables>
  /** Nothing is loaded while it is hidden, and at once when it is seen again. */
  page?: PageVisibility
  random?: () => number
}

export interface Freshness {
  /** Loads again within `withinMs`. Calls that come while a load runs lead to one more load. */
  refresh(withinMs?: number): void
  /** Loads now if the last load failed: for when the server is known to be back. */
  retry(): void
  close(): void
}

/** Loads a watched query again: as it grows old, when asked, and after a failure, with ever longer pauses. */
export function keepFresh<Data, Variables extends object>(
  query: ObservableQuery<Data, Variables & Record<string, unknown>>,
  { everyMs, variables, page, random = Math.random }: FreshOptions<Data, Variables>,
): Freshness {
  let timer: ReturnType<typeof setTimeout> | undefined
  let dueAtMs = Number.POSITIVE_INFINITY
  let isLoading = true
  let isClosed = false
  let failures = 0

  const refresh = (withinMs = 0) => {
    const atMs = performance.now() + withinMs
    if (isClosed || atMs >= dueAtMs) return
    dueAtMs = atMs
    clearTimeout(timer)
    if (!isLoading) timer = setTimeout(() => void load(), withinMs)
  }
  const finish = (failed: boolean) => {
    isLoading = false
    failures = failed ? failures + 1 : 0
    const askedInMs = Math.max(0, dueAtMs - performance.now())
    dueAtMs = Number.POSITIVE_INFINITY
    refresh(Math.min(askedInMs, failed ? backoffMs(failures, random) : everyMs(query.getCurrentResult().data as Data)))
  }
  const load = async () => {
    dueAtMs = Number.POSITIVE_INFINITY
    if (page?.hidden) return
    isLoading = true
    const failed = await query.refetch(variables?.() as never).then(
      () => false,
      () => true,
    )
    finish(failed)
  }
  let isFirst = true
  // The first load is the query's own, and others may load it again.
  const watching = query.subscribe(({ loading, error }) => {
    if (loading || (isLoading && !isFirst)) return
    if (isFirst || error) finish(error !== undefined)
    isFirst = false
  })
  const seen = () => refresh()
  page?.addEventListener('visibilitychange', seen)
  return {
    refresh,
    retry() {
      if (failures > 0) refresh()
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      page?.removeEventListener('visibilitychange', seen)
      watching.unsubscribe()
    },
  }
}
