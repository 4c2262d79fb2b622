import { useEffect, useState } from 'react'
import { requestGraphql } from '../../lib/api/client.ts'
import { StoresDocument } from '../../lib/api/documents.generated.ts'
import { createReloadLoop } from './reload-loop.ts'
import type { Screen } from './screen.ts'
import type { StoreState } from './store-words.ts'

const refreshEveryMs = 2_000

/** The stores behind the picture, asked every two seconds. Empty while the server does not answer: then nothing is known of them, and the link badge says so. */
export function useStores({ events }: Pick<Screen, 'events'>): readonly StoreState[] {
  const [stores, setStores] = useState<readonly StoreState[]>([])
  useEffect(() => {
    const loop = createReloadLoop(
      async (signal) => {
        const { system } = await requestGraphql(StoresDocument, {}, { signal })
        setStores(system.stores)
        loop.ask(refreshEveryMs)
      },
      () => setStores([]),
    )
    const stopRetrying = events.onConnected(loop.retry)
    return () => {
      stopRetrying()
      loop.close()
    }
  }, [events])
  return stores
}
