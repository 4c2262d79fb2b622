import { useEffect, useState } from 'react'
import { requestGraphql } from '../../lib/api/client.ts'
import { StoresDocument } from '../../lib/api/documents.generated.ts'
import { startPoll } from './poll.ts'
import type { Screen } from './screen.ts'
import type { StoreState } from './store-words.ts'

const refreshEveryMs = { healthy: 10_000, troubled: 2_000 }

/** The stores behind the picture, asked now and then, more often while one is in trouble. Empty while the server does not answer: then nothing is known of them, and the link badge says so. */
export function useStores({ events }: Pick<Screen, 'events'>): readonly StoreState[] {
  const [stores, setStores] = useState<readonly StoreState[]>([])
  useEffect(() => {
    const poll = startPoll(
      async (signal) => {
        const { system } = await requestGraphql(StoresDocument, {}, { signal })
        setStores(system.stores)
        return refreshEveryMs[system.stores.every(({ state }) => state === 'UP') ? 'healthy' : 'troubled']
      },
      () => setStores([]),
    )
    const stopRetrying = events.onConnected(poll.retry)
    return () => {
      stopRetrying()
      poll.close()
    }
  }, [events])
  return stores
}
