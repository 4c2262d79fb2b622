import { useEffect, useState } from 'react'
import { requestGraphql } from '../../lib/api/client.ts'
import { StoresDocument } from '../../lib/api/documents.generated.ts'
import { createReloadLoop } from './reload-loop.ts'
import type { StoreState } from './store-words.ts'

const refreshEveryMs = 2_000

/** The stores behind the picture, asked every two seconds. A server that does not answer leaves them as they were: the link badge tells of it. */
export function useStores(): readonly StoreState[] {
  const [stores, setStores] = useState<readonly StoreState[]>([])
  useEffect(() => {
    const loop = createReloadLoop(
      async (signal) => {
        const { system } = await requestGraphql(StoresDocument, {}, { signal })
        setStores(system.stores)
        loop.ask(refreshEveryMs)
      },
      () => {},
    )
    return loop.close
  }, [])
  return stores
}
