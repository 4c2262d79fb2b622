import type { TypedDocumentNode } from '@apollo/client'
import { useQuery } from '@apollo/client/react'
import { useEffect, useEffectEvent, useRef } from 'react'
import type { ConvoyEventItem } from '../../lib/api/convoy-events.ts'
import type { EventHub } from './events.ts'
import { type Freshness, keepFresh } from './keep-fresh.ts'

export interface UseFreshOptions<Data, Variables> {
  /** Whose data it is; null: nobody's, and nothing is loaded. */
  key: string | null
  variables: Variables
  /** When to load again, counted from the end of a load. */
  everyMs(data: Data | undefined): number
  /** Variables that change from load to load. */
  variablesNow?: () => Partial<Variables>
  /** Loads only while the page can be seen. */
  onlyWhileSeen?: boolean
  /** Goes past the cache: for what is never the same twice. */
  isUncached?: boolean
  events?: EventHub
  /** Within how many milliseconds to load again after an event; null: not because of it. */
  afterEvent?(event: ConvoyEventItem, agrees: boolean): number | null
}

export interface Fresh<Data> {
  /** Undefined until loaded; stays when a later load fails. */
  data: Data | undefined
  /** Of the key before, while that of this key is loading. */
  previousData: Data | undefined
  /** Why the last load failed; null when it did not. */
  failure: string | null
  refresh(): void
}

/** The result of a query, loaded again as it grows old, after events, and after failures until it succeeds. */
export function useFresh<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  options: UseFreshOptions<Data, Variables>,
): Fresh<Data> {
  const { key, variables, events, onlyWhileSeen } = options
  const { data, previousData, error, observable } = useQuery(
    document as TypedDocumentNode<Data, Record<string, unknown>>,
    {
      variables,
      skip: key === null,
      ...(options.isUncached ? { fetchPolicy: 'no-cache' } : {}),
    },
  )
  const everyMs = useEffectEvent(options.everyMs)
  const variablesNow = useEffectEvent(() => options.variablesNow?.() ?? {})
  const afterEvent = useEffectEvent(options.afterEvent ?? (() => null))
  const fresh = useRef<Freshness | null>(null)
  useEffect(() => {
    if (key === null) return
    const opened = keepFresh(observable, {
      everyMs: (newest) => everyMs(newest as Data | undefined),
      variables: () => variablesNow(),
      ...(onlyWhileSeen ? { page: globalThis.document } : {}),
    })
    fresh.current = opened
    const stops = [
      opened.close,
      events?.onConnected(opened.retry),
      events?.onEvent((event, agrees) => {
        const withinMs = afterEvent(event, agrees)
        if (withinMs !== null) opened.refresh(withinMs)
      }),
    ]
    return () => {
      for (const stop of stops) stop?.()
    }
  }, [key, observable, events, onlyWhileSeen])
  return {
    data: data as Data | undefined,
    previousData: previousData as Data | undefined,
    failure: error ? error.message : null,
    refresh: () => fresh.current?.refresh(),
  }
}
