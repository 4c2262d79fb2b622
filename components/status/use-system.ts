'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { requestGraphql } from '../../lib/api/client.ts'
import { SystemDocument, type SystemQuery } from '../../lib/api/documents.generated.ts'
import { createServerClock, monotonicNow } from '../../lib/feed/server-clock.ts'
import { startPoll } from '../shell/poll.ts'
import type { ReloadLoop } from '../shell/reload-loop.ts'

export type System = SystemQuery['system']
export type Store = System['stores'][number]
export type Strategy = System['strategies'][number]
export type Jobs = System['jobs']
export type Contracts = System['contracts']

const refreshEveryMs = 2_000
/** Ages are reckoned by the server's clock: that of this machine may be wrong, or be set while the page is open. */
const clock = createServerClock(monotonicNow)

interface Loaded {
  /** Null before the first answer. */
  system: System | null
  /** When `system` was answered, by the server's clock. */
  loadedAtMs: number | null
  /** Why the newest question was not answered; null when it was. */
  failure: string | null
}

/** How the server runs, asked every two seconds; `reload` asks at once. */
export function useSystem(): Loaded & { nowMs: number; reload(): void } {
  const [loaded, setLoaded] = useState<Loaded>({ system: null, loadedAtMs: null, failure: null })
  const loop = useRef<ReloadLoop | null>(null)
  useEffect(() => {
    const opened = startPoll(
      async (signal) => {
        const { system } = await requestGraphql(SystemDocument, {}, { signal })
        clock.see(Date.parse(system.now))
        setLoaded({ system, loadedAtMs: clock.nowMs(), failure: null })
        return refreshEveryMs
      },
      (cause) =>
        setLoaded((before) => ({ ...before, failure: cause instanceof Error ? cause.message : String(cause) })),
    )
    loop.current = opened
    return opened.close
  }, [])
  const reload = useCallback(() => loop.current?.ask(), [])
  return { ...loaded, nowMs: clock.nowMs(), reload }
}
